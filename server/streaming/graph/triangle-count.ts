import type { CompactGraph } from './compact-graph.ts';

/**
 * For each vertex in how many triangles it is, whichever way edges go, loops and repeated edges aside (GraphX's
 * TriangleCount). Each edge is looked at from its end with the smaller degree, so that none has many neighbours ahead.
 */
export async function triangleCount(graph: CompactGraph): Promise<Int32Array> {
  const ahead = await Neighbours.ahead(graph);
  const partitions = graph.edges.getNumPartitions();
  // Not the vertices' own partitions: those of high degree would make one of them long.
  const strides = graph.context.rdd<number>({
    ...{ kind: 'VertexStrides', parents: [], partitions },
    compute: (partition) => [partition],
  });
  const parts = await graph.context.runJob(
    strides,
    ([first]) => trianglesFrom(ahead, first!, partitions),
    { description: 'triangle count' },
  );
  return sum(parts, graph.size);
}

/** The triangles of every `stride`th vertex, seen from the one of their vertices that has both others ahead. */
function trianglesFrom(ahead: Neighbours, first: number, stride: number): Int32Array {
  const { starts, places, size } = ahead;
  const counts = new Int32Array(size);
  const markedBy = new Int32Array(size).fill(-1);
  for (let a = first; a < size; a += stride) {
    const end = starts[a + 1]!;
    for (let i = starts[a]!; i < end; i++) markedBy[places[i]!] = a;
    for (let i = starts[a]!; i < end; i++) {
      const b = places[i]!;
      for (let j = starts[b]!; j < starts[b + 1]!; j++) {
        const c = places[j]!;
        if (markedBy[c] !== a) continue;
        counts[a]!++;
        counts[b]!++;
        counts[c]!++;
      }
    }
  }
  return counts;
}

/** For each vertex the neighbours that come after it by degree, each once. */
class Neighbours {
  readonly size: number;
  /** Where each vertex's neighbours begin in `places`; one more for the end. */
  readonly starts: Int32Array;
  readonly places: Int32Array;

  private constructor(starts: Int32Array, places: Int32Array) {
    this.size = starts.length - 1;
    this.starts = starts;
    this.places = places;
  }

  static async ahead(graph: CompactGraph): Promise<Neighbours> {
    const { size } = graph;
    const parts = await graph.overEdges('degrees', ({ sources, targets }) => {
      const counts = new Int32Array(size);
      for (let i = 0; i < sources.length; i++) {
        counts[sources[i]!]!++;
        counts[targets[i]!]!++;
      }
      return counts;
    });
    const degrees = sum(parts, size);
    const comesFirst = (a: number, b: number) =>
      degrees[a]! < degrees[b]! || (degrees[a] === degrees[b] && a < b);
    const pairs = await graph.overEdges('neighbours', ({ sources, targets }) => {
      const [from, to] = [new Int32Array(sources.length), new Int32Array(sources.length)];
      let count = 0;
      for (let i = 0; i < sources.length; i++) {
        const [a, b] = [sources[i]!, targets[i]!];
        if (a === b) continue;
        const inOrder = comesFirst(a, b);
        from[count] = inOrder ? a : b;
        to[count++] = inOrder ? b : a;
      }
      return { from: from.subarray(0, count), to: to.subarray(0, count) };
    });
    return Neighbours.#sorted(size, pairs);
  }

  /** Puts pairs in the order of their first places, and leaves out those that are there already. */
  static #sorted(size: number, parts: readonly { from: Int32Array; to: Int32Array }[]): Neighbours {
    const starts = new Int32Array(size + 1);
    for (const { from } of parts) for (let i = 0; i < from.length; i++) starts[from[i]! + 1]!++;
    for (let a = 0; a < size; a++) starts[a + 1]! += starts[a]!;
    const next = starts.slice();
    const places = new Int32Array(starts[size]!);
    for (const { from, to } of parts) {
      for (let i = 0; i < from.length; i++) places[next[from[i]!]!++] = to[i]!;
    }
    const markedBy = new Int32Array(size).fill(-1);
    let end = 0;
    let start = 0;
    for (let a = 0; a < size; a++) {
      const until = starts[a + 1]!;
      for (let i = start; i < until; i++) {
        const b = places[i]!;
        if (markedBy[b] === a) continue;
        markedBy[b] = a;
        places[end++] = b;
      }
      start = until;
      starts[a + 1] = end;
    }
    return new Neighbours(starts, places);
  }
}

function sum(parts: readonly Int32Array[], size: number): Int32Array {
  const total = new Int32Array(size);
  for (const part of parts) for (let i = 0; i < size; i++) total[i]! += part[i]!;
  return total;
}
