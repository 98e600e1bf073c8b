import type { SparkContext } from '../context/spark-context.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { Edge, VertexId } from './edge.ts';

/** The edges of a partition by the places of their ends. */
export interface CompactEdges {
  readonly sources: Int32Array;
  readonly targets: Int32Array;
}

/**
 * A graph's structure in the form that algorithms are quick on: vertices are numbered from 0 (their places), what is known
 * of them are arrays by place, held here, and edges stay in partitions. An iteration is a job over the
 * partitions of edges, which can see the arrays.
 */
export class CompactGraph {
  readonly context: SparkContext;
  /** The vertices by place; those of a partition follow one another. */
  readonly ids: readonly VertexId[];
  /** One element for each partition. */
  readonly edges: RDD<CompactEdges>;
  readonly #vertices: RDD<readonly [VertexId, unknown]>;
  /** The place at which each partition of vertices begins, and the end of the last. */
  readonly #starts: readonly number[];

  private constructor(
    vertices: RDD<readonly [VertexId, unknown]>,
    parts: readonly (readonly VertexId[])[],
    edges: RDD<Edge<unknown>>,
  ) {
    this.context = vertices.context;
    this.#vertices = vertices;
    this.ids = parts.flat();
    let end = 0;
    this.#starts = [0, ...parts.map(({ length }) => (end += length))];
    const places = new Map<VertexId, number>();
    for (let at = 0; at < this.ids.length; at++) places.set(this.ids[at]!, at);
    this.edges = edges
      .mapPartitions((part) => [compact(part, places)])
      .setName('edges by place')
      .persist();
  }

  /** @param vertices each once, all that edges have among them. */
  static async of(
    vertices: RDD<readonly [VertexId, unknown]>,
    edges: RDD<Edge<unknown>>,
  ): Promise<CompactGraph> {
    const idsOf = (part: readonly (readonly [VertexId, unknown])[]) => part.map(([id]) => id);
    const parts = await vertices.context.runJob(vertices, idsOf, { description: 'vertices' });
    return new CompactGraph(vertices, parts, edges);
  }

  /** How many vertices there are. */
  get size(): number {
    return this.ids.length;
  }

  /** What `f` makes of the edges of each partition. */
  async overEdges<U>(description: string, f: (edges: CompactEdges) => U): Promise<U[]> {
    const run = (part: readonly CompactEdges[]) => part.map(f);
    return (await this.context.runJob(this.edges, run, { description })).flat() as U[];
  }

  /** For each vertex how many edges leave it. */
  async outDegrees(): Promise<Int32Array> {
    const degrees = new Int32Array(this.size);
    await this.overEdges('degrees', ({ sources }) => {
      for (let i = 0; i < sources.length; i++) degrees[sources[i]!]!++;
    });
    return degrees;
  }

  /** The vertices with what is known of each place, in the partitions that the graph's vertices have. */
  vertices<V>(valueAt: (place: number) => V): RDD<readonly [VertexId, V]> {
    const { partitioner } = this.#vertices;
    return this.context.rdd<readonly [VertexId, V]>({
      ...{ kind: 'VertexRDD', parents: [], partitions: this.#starts.length - 1, partitioner },
      compute: (partition) => {
        const [start, end] = [this.#starts[partition]!, this.#starts[partition + 1]!];
        const vertices = new Array<readonly [VertexId, V]>(end - start);
        for (let at = start; at < end; at++) vertices[at - start] = [this.ids[at]!, valueAt(at)];
        return vertices;
      },
    });
  }
}

function compact(
  edges: readonly Edge<unknown>[],
  places: ReadonlyMap<VertexId, number>,
): CompactEdges {
  const sources = new Int32Array(edges.length);
  const targets = new Int32Array(edges.length);
  for (let i = 0; i < edges.length; i++) {
    sources[i] = places.get(edges[i]!.srcId)!;
    targets[i] = places.get(edges[i]!.dstId)!;
  }
  return { sources, targets };
}
