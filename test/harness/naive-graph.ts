// What graph algorithms are, said as plainly as possible.

export type Ends = readonly [number, number];

export function idsOf(edges: readonly Ends[]): number[] {
  return [...new Set(edges.flat())].sort((a, b) => a - b);
}

/** Each vertex with the smallest id that can be reached from it. */
export function naiveComponents(edges: readonly Ends[]): Map<number, number> {
  const components = new Map(idsOf(edges).map((id) => [id, id]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const ends of edges) {
      const smallest = Math.min(...ends.map((id) => components.get(id)!));
      for (const id of ends) {
        changed ||= components.get(id) !== smallest;
        components.set(id, smallest);
      }
    }
  }
  return components;
}

/** Each vertex with how many pairs of neighbours are neighbours themselves. */
export function naiveTriangles(edges: readonly Ends[]): Map<number, number> {
  const ids = idsOf(edges);
  const touching = new Set(edges.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));
  const triangles = (a: number) => {
    let count = 0;
    for (const b of ids)
      for (const c of ids) {
        if (b >= c || a === b || a === c) continue;
        const isTriangle = [`${a} ${b}`, `${a} ${c}`, `${b} ${c}`].every((side) =>
          touching.has(side),
        );
        if (isTriangle) count++;
      }
    return count;
  };
  return new Map(ids.map((id) => [id, triangles(id)]));
}

/** Each vertex with its PageRank after so many iterations, as the definition says it. */
export function naivePageRank(
  edges: readonly Ends[],
  iterations: number,
  resetProb: number,
  source?: number,
): Map<number, number> {
  const ids = idsOf(edges);
  const start = (id: number) => (source === undefined || id === source ? 1 : 0);
  const degree = (id: number) => edges.filter(([from]) => from === id).length;
  let ranks = new Map(ids.map((id) => [id, start(id)]));
  for (let i = 0; i < iterations; i++) {
    const old = ranks;
    const rank = (id: number) =>
      edges
        .filter(([, to]) => to === id)
        .reduce((sum, [from]) => sum + old.get(from)! / degree(from), 0);
    ranks = new Map(ids.map((id) => [id, resetProb * start(id) + (1 - resetProb) * rank(id)]));
  }
  const sum = [...ranks.values()].reduce((a, b) => a + b, 0);
  const total = source === undefined ? ids.length : 1;
  return new Map([...ranks].map(([id, rank]) => [id, (rank / sum) * total]));
}
