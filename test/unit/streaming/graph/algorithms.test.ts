import { describe, expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { Graph } from '../../../../server/streaming/graph/graph.ts';
import type { RDD } from '../../../../server/streaming/rdd/rdd.ts';
import { fc } from '../../../harness/fast-check.ts';
import {
  type Ends,
  idsOf,
  naiveComponents,
  naivePageRank,
  naiveTriangles,
} from '../../../harness/naive-graph.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

const sc = new SparkContext(streamingEnvironment(), 'local[2]');

const id = fc.oneof(fc.integer({ min: 0, max: 7 }), fc.constantFrom(-3, 1e12));
const edges = fc.array(fc.tuple(id, id), { maxLength: 25 });
const partitions = fc.integer({ min: 1, max: 4 });

function graphOf(ends: readonly Ends[], slices = 2): Graph<string, number> {
  return Graph.fromEdgeTuples(sc.parallelize(ends, slices), '');
}

function sorted<V>(vertices: RDD<readonly [number, V]>): Promise<(readonly [number, V])[]> {
  return vertices.collect().then((all) => all.sort(([a], [b]) => a - b));
}

function expectRanks(ranks: (readonly [number, number])[], expected: Map<number, number>): void {
  expect(ranks.map(([at]) => at)).toEqual([...expected.keys()]);
  for (const [at, rank] of ranks) expect(rank).toBeCloseTo(expected.get(at)!, 6);
}

describe('any graph', () => {
  const runs = { numRuns: 60 };

  test('connected components', async () => {
    await fc.assert(
      fc.asyncProperty(edges, partitions, async (ends, slices) => {
        const { vertices } = await graphOf(ends, slices).connectedComponents();
        expect(await sorted(vertices)).toEqual([...naiveComponents(ends)]);
      }),
      runs,
    );
  });

  test('triangle count', async () => {
    await fc.assert(
      fc.asyncProperty(edges, partitions, async (ends, slices) => {
        const { vertices } = await graphOf(ends, slices).triangleCount();
        expect(await sorted(vertices)).toEqual([...naiveTriangles(ends)]);
      }),
      runs,
    );
  });

  test('PageRank', async () => {
    const some = fc.array(fc.tuple(id, id), { minLength: 1, maxLength: 25 });
    const iterations = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(some, partitions, iterations, fc.boolean(), async (ends, slices, n, one) => {
        const source = one ? idsOf(ends)[0]! : undefined;
        const graph = graphOf(ends, slices);
        const { vertices } =
          source === undefined
            ? await graph.staticPageRank(n)
            : await graph.staticPersonalizedPageRank(source, n);
        const expected = naivePageRank(ends, n, 0.15, source);
        if (Number.isFinite([...expected.values()][0]))
          expectRanks(await sorted(vertices), expected);
      }),
      runs,
    );
  });

  test('PageRank up to a tolerance is what many iterations make it', async () => {
    const some = fc.array(fc.tuple(id, id), { minLength: 1, maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(some, fc.boolean(), async (ends, one) => {
        const source = one ? ends[0]![0] : undefined;
        const graph = graphOf(ends);
        const { vertices } =
          source === undefined
            ? await graph.pageRank(1e-9, 0.3)
            : await graph.personalizedPageRank(source, 1e-9, 0.3);
        // The source has rank 1 to begin with, not resetProb: that scales all ranks, which are scaled anyway.
        expectRanks(await sorted(vertices), naivePageRank(ends, 80, 0.3, source));
      }),
      { numRuns: 30 },
    );
  });
});

describe("the followers of GraphX's guide", () => {
  const followers = graphOf([
    ...([
      [2, 1],
      [4, 1],
      [1, 2],
      [6, 3],
    ] as const),
    ...([
      [7, 3],
      [7, 6],
      [6, 7],
      [3, 7],
    ] as const),
  ]);

  test('PageRank', async () => {
    const { vertices } = await followers.pageRank(0.0001);
    expectRanks(
      await sorted(vertices),
      new Map([
        ...([
          [1, 1.4596227918476916],
          [2, 1.3907556008752426],
          [3, 0.9998520559494657],
        ] as const),
        ...([
          [4, 0.15007622780470478],
          [6, 0.7017164142469724],
          [7, 1.2979769092759237],
        ] as const),
      ]),
    );
  });

  test('connected components', async () => {
    const { vertices } = await followers.connectedComponents();
    expect(await sorted(vertices)).toEqual([
      [1, 1],
      [2, 1],
      [3, 3],
      [4, 1],
      [6, 3],
      [7, 3],
    ]);
  });

  test('triangle count', async () => {
    const { vertices } = await followers.triangleCount();
    expect(await sorted(vertices)).toEqual([
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 0],
      [6, 1],
      [7, 1],
    ]);
  });
});

describe('closed forms', () => {
  test('in a star everybody points at the middle, which gets what is left', async () => {
    const star = graphOf(Array.from({ length: 10 }, (_, i) => [i + 1, 0] as const));
    const ranks = await sorted((await star.staticPageRank(1)).vertices);
    // The middle has 0.15 + 0.85 · 10, each of the others 0.15: all scaled to a sum of 11.
    const scale = 11 / (8.65 + 1.5);
    expectRanks(ranks, new Map(ranks.map(([at]) => [at, (at === 0 ? 8.65 : 0.15) * scale])));
  });

  test('in a ring all are the same', async () => {
    const ring = graphOf(
      Array.from({ length: 30 }, (_, i) => [i, (i + 1) % 30] as const),
      3,
    );
    const ranks = await sorted((await ring.pageRank(1e-6)).vertices);
    expectRanks(ranks, new Map(ranks.map(([at]) => [at, 1])));
    expect(
      await ring
        .connectedComponents()
        .then(({ vertices }) => vertices.values().distinct().collect()),
    ).toEqual([0]);
  });

  test('in a complete graph each vertex is in a triangle with any two others', async () => {
    const ends = Array.from({ length: 12 }, (_, a) =>
      Array.from({ length: a }, (_, b) => [a, b] as const),
    ).flat();
    const counts = await sorted((await graphOf(ends, 3).triangleCount()).vertices);
    expect(counts.map(([, count]) => count)).toEqual(new Array(12).fill((11 * 10) / 2));
  });
});

test('refused', async () => {
  const graph = graphOf([[1, 2]]);
  await expect(graph.staticPageRank(0)).rejects.toThrow(
    'Number of iterations must be greater than 0',
  );
  await expect(graph.pageRank(-1)).rejects.toThrow('Tolerance must be no less than 0, but got -1');
  await expect(graph.pageRank(0.1, 2)).rejects.toThrow(
    'Random reset probability must belong to [0, 1]',
  );
  await expect(graph.personalizedPageRank(3, 0.1)).rejects.toThrow('Vertex 3 is not in the graph.');
});
