import { expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { Edge } from '../../../../server/streaming/graph/edge.ts';
import { Graph } from '../../../../server/streaming/graph/graph.ts';
import { GraphLoader } from '../../../../server/streaming/graph/graph-loader.ts';
import type { RDD } from '../../../../server/streaming/rdd/rdd.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

const environment = streamingEnvironment();
const sc = new SparkContext(environment, 'local[2]');

/** The property graph of GraphX's guide. */
const users = sc.parallelize<readonly [number, readonly [string, string]]>([
  [3, ['rxin', 'student']],
  [7, ['jgonzal', 'postdoc']],
  [5, ['franklin', 'prof']],
  [2, ['istoica', 'prof']],
]);
const relationships = sc.parallelize([
  Edge(3, 7, 'collab'),
  Edge(5, 3, 'advisor'),
  Edge(2, 5, 'colleague'),
  Edge(5, 7, 'pi'),
  Edge(5, 0, 'colleague'),
]);
const graph = Graph.of(users, relationships, ['John Doe', 'missing']);

function sorted<V>(vertices: RDD<readonly [number, V]>): Promise<(readonly [number, V])[]> {
  return vertices.collect().then((all) => all.sort(([a], [b]) => a - b));
}

test('vertices that only edges name get the default attribute', async () => {
  expect(await graph.numVertices()).toBe(5);
  expect(await graph.numEdges()).toBe(5);
  expect(await graph.vertices.lookup(0)).toEqual([['John Doe', 'missing']]);
  expect(await graph.vertices.filter(([, [, position]]) => position === 'postdoc').count()).toBe(1);
  expect(await graph.edges.filter(({ srcId, dstId }) => srcId > dstId).count()).toBe(2);
});

test('triplets have the attributes of both ends', async () => {
  const facts = graph.triplets.map(
    ({ srcAttr, attr, dstAttr }) => `${srcAttr[0]} is the ${attr} of ${dstAttr[0]}`,
  );
  expect(await facts.collect()).toEqual([
    'rxin is the collab of jgonzal',
    'franklin is the advisor of rxin',
    'istoica is the colleague of franklin',
    'franklin is the pi of jgonzal',
    'franklin is the colleague of John Doe',
  ]);
});

test('a subgraph has the edges whose ends it has', async () => {
  const valid = graph.subgraph(
    () => true,
    (_, [, position]) => position !== 'missing',
  );
  expect((await sorted(valid.vertices)).map(([id]) => id)).toEqual([2, 3, 5, 7]);
  expect(await valid.edges.count()).toBe(4);
  const advisors = graph.subgraph(({ attr }) => attr === 'advisor');
  expect(await advisors.edges.collect()).toEqual([Edge(5, 3, 'advisor')]);
  expect(await advisors.numVertices()).toBe(5);
});

test('degrees leave out those without edges', async () => {
  expect(await sorted(graph.inDegrees)).toEqual([
    [0, 1],
    [3, 1],
    [5, 1],
    [7, 2],
  ]);
  expect(await sorted(graph.outDegrees)).toEqual([
    [2, 1],
    [3, 1],
    [5, 3],
  ]);
  expect(await sorted(graph.degrees)).toEqual([
    [0, 1],
    [2, 1],
    [3, 2],
    [5, 4],
    [7, 2],
  ]);
  expect(await sorted(graph.reverse().inDegrees)).toEqual(await sorted(graph.outDegrees));
});

test('attributes are joined', async () => {
  const outDegrees = graph.outerJoinVertices(graph.outDegrees, (_, attr, degree) => ({
    name: attr[0],
    degree: degree ?? 0,
  }));
  expect(
    await sorted(outDegrees.mapVertices((_, { name, degree }) => `${name} ${degree}`).vertices),
  ).toEqual([
    ...([
      [0, 'John Doe 0'],
      [2, 'istoica 1'],
      [3, 'rxin 1'],
    ] as const),
    ...([
      [5, 'franklin 3'],
      [7, 'jgonzal 0'],
    ] as const),
  ]);
  const doubled = outDegrees
    .mapVertices((_, { degree }) => degree)
    .joinVertices(graph.inDegrees, (_, out, into) => 10 * out + into);
  expect(await sorted(doubled.vertices)).toEqual([
    [0, 1],
    [2, 1],
    [3, 11],
    [5, 31],
    [7, 2],
  ]);
  expect(doubled.vertices.partitioner).toBe(graph.vertices.partitioner);
});

test('messages go along edges', async () => {
  const ages = sc.parallelize([1, 2, 3, 4].map((id) => [id, id * 10] as const));
  const follows = sc.parallelize([Edge(2, 1, 1), Edge(4, 1, 1), Edge(3, 1, 1), Edge(1, 4, 1)], 3);
  const older = Graph.of(ages, follows, 0).aggregateMessages<readonly [number, number]>(
    ({ srcAttr, dstAttr, sendToDst }) => {
      if (srcAttr > dstAttr) sendToDst([1, srcAttr]);
    },
    (a, b) => [a[0] + b[0], a[1] + b[1]],
  );
  expect(await older.mapValues(([count, sum]) => sum / count).collect()).toEqual([[1, 30]]);
  const both = Graph.of(ages, follows, 0).aggregateMessages<number>(
    ({ sendToSrc, sendToDst }) => {
      sendToSrc(1);
      sendToDst(1);
    },
    (a, b) => a + b,
  );
  expect(await sorted(both)).toEqual([
    [1, 4],
    [2, 1],
    [3, 1],
    [4, 2],
  ]);
});

test('edges are mapped, with what their ends have or without', async () => {
  expect(
    await graph
      .mapEdges(({ attr }) => attr.length)
      .edges.map(({ attr }) => attr)
      .collect(),
  ).toEqual([6, 7, 9, 2, 9]);
  const named = graph.mapTriplets(({ srcAttr, dstAttr }) => `${srcAttr[0]}-${dstAttr[0]}`);
  expect((await named.edges.first()).attr).toBe('rxin-jgonzal');
});

test('edges that are there several times can be made one', async () => {
  const tuples = sc.parallelize<readonly [number, number]>(
    [
      [1, 2],
      [2, 1],
      [1, 2],
    ],
    2,
  );
  const all = Graph.fromEdgeTuples(tuples, 'v');
  expect(await all.edges.collect()).toEqual([Edge(1, 2, 1), Edge(2, 1, 1), Edge(1, 2, 1)]);
  expect(await sorted(all.vertices)).toEqual([
    [1, 'v'],
    [2, 'v'],
  ]);
  const unique = Graph.fromEdgeTuples(tuples, 'v', { uniqueEdges: true });
  const edges = await unique.edges.collect();
  expect(edges.sort((a, b) => a.srcId - b.srcId)).toEqual([Edge(1, 2, 2), Edge(2, 1, 1)]);
});

test('edge lists are read from files', async () => {
  environment.files.put('/edges.txt', '# FromNode ToNode\n1 2\n3\t1\n\n2   3\n');
  const ends = (read: Graph<number, number>) =>
    read.edges.map(({ srcId, dstId }) => [srcId, dstId] as const).collect();
  expect(await ends(GraphLoader.edgeListFile(sc, '/edges.txt'))).toEqual([
    [1, 2],
    [3, 1],
    [2, 3],
  ]);
  expect(await ends(GraphLoader.edgeListFile(sc, '/edges.txt', true))).toEqual([
    [1, 2],
    [1, 3],
    [2, 3],
  ]);
  environment.files.put('/broken.txt', '1 two\n');
  await expect(GraphLoader.edgeListFile(sc, '/broken.txt').numEdges()).rejects.toThrow(
    'Invalid line: 1 two',
  );
});

test.each([
  ['no partitions', () => sc.emptyRDD<readonly [number, number]>()],
  ['empty ones', () => sc.parallelize<readonly [number, number]>([], 3)],
])('a graph of nothing, of %s', async (_, edges) => {
  const nothing = Graph.fromEdgeTuples(edges(), 'v');
  expect(await nothing.numVertices()).toBe(0);
  expect(await nothing.triplets.collect()).toEqual([]);
  expect(await nothing.degrees.collect()).toEqual([]);
  for (const result of [
    ...[nothing.pageRank(0.1), nothing.staticPageRank(2)],
    ...[nothing.connectedComponents(), nothing.triangleCount()],
  ])
    expect(await (await result).vertices.collect()).toEqual([]);
});
