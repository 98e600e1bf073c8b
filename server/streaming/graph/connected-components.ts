import type { CompactGraph } from './compact-graph.ts';
import type { VertexId } from './edge.ts';

/**
 * For each vertex the smallest id in its component, edges being ways in both directions (GraphX's
 * ConnectedComponents). GraphX hands ids on from neighbour to neighbour until none changes, which takes as many jobs as
 * components are long; this takes one: each partition finds the edges that join what was apart, and those
 * of all partitions do the same once more.
 */
export async function connectedComponents(graph: CompactGraph): Promise<VertexId[]> {
  const joins = await graph.overEdges('connected components', ({ sources, targets }) => {
    const sets = new DisjointSets(graph.size);
    const joining: [source: number, target: number][] = [];
    for (let i = 0; i < sources.length; i++) {
      if (sets.join(sources[i]!, targets[i]!)) joining.push([sources[i]!, targets[i]!]);
    }
    return joining;
  });
  const sets = new DisjointSets(graph.size);
  for (const part of joins) for (const [source, target] of part) sets.join(source, target);
  const smallest = [...graph.ids];
  for (let place = 0; place < smallest.length; place++) {
    const root = sets.rootOf(place);
    if (graph.ids[place]! < smallest[root]!) smallest[root] = graph.ids[place]!;
  }
  return smallest.map((_, place) => smallest[sets.rootOf(place)]!);
}

/** Sets of the numbers below a size, each a tree (union by size, halved paths). */
class DisjointSets {
  readonly #parents: Int32Array;
  readonly #sizes: Int32Array;

  constructor(size: number) {
    this.#parents = new Int32Array(size).map((_, i) => i);
    this.#sizes = new Int32Array(size).fill(1);
  }

  rootOf(i: number): number {
    const parents = this.#parents;
    let at = i;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  }

  /** Makes two sets one. @returns whether they were two. */
  join(i: number, j: number): boolean {
    let [a, b] = [this.rootOf(i), this.rootOf(j)];
    if (a === b) return false;
    if (this.#sizes[a]! < this.#sizes[b]!) [a, b] = [b, a];
    this.#parents[b] = a;
    this.#sizes[a]! += this.#sizes[b]!;
    return true;
  }
}
