import type { SparkContext } from '../context/spark-context.ts';
import { IllegalArgumentException } from '../errors.ts';
import type { VertexId } from './edge.ts';
import { Graph } from './graph.ts';

/** Reads graphs from files (GraphX's GraphLoader). */
export const GraphLoader = { edgeListFile };

/**
 * The graph of a text file with an edge in each line, `SOURCE TARGET`; lines that begin with # are comments.
 * All attributes are 1.
 * @param canonicalOrientation has all edges go from the smaller id to the larger.
 * @throws FilesError; IllegalArgumentException in a job, for a line that has no two ids.
 */
function edgeListFile(
  sc: SparkContext,
  path: string,
  canonicalOrientation = false,
  numEdgePartitions?: number,
): Graph<number, number> {
  const edges = sc
    .textFile(path, numEdgePartitions)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): readonly [VertexId, VertexId] => {
      const [source, target] = line.trim().split(/\s+/).map(Number);
      if (!Number.isSafeInteger(source) || !Number.isSafeInteger(target))
        throw new IllegalArgumentException(`Invalid line: ${line}`);
      return canonicalOrientation && source! > target! ? [target!, source!] : [source!, target!];
    });
  return Graph.fromEdgeTuples(edges, 1);
}
