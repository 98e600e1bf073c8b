import { require } from '../errors.ts';
import type { Element } from '../rdd/element.ts';
import type { RDD } from '../rdd/rdd.ts';
import { CompactGraph } from './compact-graph.ts';
import { connectedComponents } from './connected-components.ts';
import { Edge, type EdgeContext, type EdgeTriplet, type VertexId } from './edge.ts';
import { pageRank, staticPageRank } from './page-rank.ts';
import { triangleCount } from './triangle-count.ts';
import { messagesOf, tripletsOf } from './triplets.ts';

/**
 * Vertices and directed edges between them, each with an attribute (GraphX's Graph). A graph is made of RDDs and
 * as immutable as they are. Algorithms are jobs at once, as in GraphX, so they are waited for.
 */
export class Graph<VD, ED> {
  /** Each vertex once, partitioned by id. */
  readonly vertices: RDD<readonly [VertexId, VD]>;
  readonly edges: RDD<Edge<ED>>;
  #compact: Promise<CompactGraph> | undefined;

  private constructor(vertices: RDD<readonly [VertexId, VD]>, edges: RDD<Edge<ED>>) {
    this.vertices = vertices.persist();
    this.edges = edges;
  }

  /**
   * The graph of vertices and edges. Ends of edges that are not among the vertices get `defaultVertexAttr`; of a
   * vertex that is there several times, one attribute is taken.
   */
  static of<VD, ED>(
    vertices: RDD<readonly [VertexId, VD]>,
    edges: RDD<Edge<ED>>,
    defaultVertexAttr: VD,
  ): Graph<VD, ED> {
    const given = vertices.map(([id, attr]) => [id, { attr }] as const);
    const complete = given
      .union(endsOf<{ attr: VD }>(edges))
      .reduceByKey((a, b) => a ?? b)
      .mapValues((found) => (found === undefined ? defaultVertexAttr : found.attr) as Element);
    return new Graph(complete as RDD<readonly [VertexId, VD]>, edges);
  }

  /** The graph of edges, whose ends all get `defaultValue`. */
  static fromEdges<VD, ED>(edges: RDD<Edge<ED>>, defaultValue: VD): Graph<VD, ED> {
    const vertices = endsOf<VD>(edges)
      .reduceByKey((a) => a)
      .mapValues(() => defaultValue as Element);
    return new Graph(vertices as RDD<readonly [VertexId, VD]>, edges);
  }

  /**
   * The graph of [source, target] pairs. Edges have the attribute 1.
   * @param uniqueEdges makes edges with the same ends one, whose attribute says how many they were.
   */
  static fromEdgeTuples<VD>(
    rawEdges: RDD<readonly [VertexId, VertexId]>,
    defaultValue: VD,
    { uniqueEdges = false }: { uniqueEdges?: boolean } = {},
  ): Graph<VD, number> {
    const edges = uniqueEdges
      ? rawEdges
          .map((ends): readonly [typeof ends, number] => [ends, 1])
          .reduceByKey((a, b) => a + b)
          .map(([[src, dst], count]) => Edge(src, dst, count))
      : rawEdges.map(([src, dst]) => Edge(src, dst, 1));
    return Graph.fromEdges(edges, defaultValue);
  }

  /** Each edge with the attributes of its ends. */
  get triplets(): RDD<EdgeTriplet<VD, ED>> {
    return tripletsOf(this.vertices, this.edges);
  }

  numVertices(): Promise<number> {
    return this.vertices.count();
  }

  numEdges(): Promise<number> {
    return this.edges.count();
  }

  /** How many edges lead to each vertex; those without any are left out. */
  get inDegrees(): RDD<readonly [VertexId, number]> {
    return counted(this.edges.map(({ dstId }) => dstId));
  }

  /** How many edges leave each vertex; those without any are left out. */
  get outDegrees(): RDD<readonly [VertexId, number]> {
    return counted(this.edges.map(({ srcId }) => srcId));
  }

  /** How many edges each vertex is an end of; those without any are left out. */
  get degrees(): RDD<readonly [VertexId, number]> {
    return counted(this.edges.flatMap(({ srcId, dstId }) => [srcId, dstId]));
  }

  mapVertices<VD2>(f: (id: VertexId, attr: VD) => VD2): Graph<VD2, ED> {
    const map = (part: Iterable<readonly [VertexId, VD]>) =>
      Array.from(part, ([id, attr]) => [id, f(id, attr)] as const);
    return new Graph(this.vertices.mapPartitions(map, true), this.edges);
  }

  mapEdges<ED2>(f: (edge: Edge<ED>) => ED2): Graph<VD, ED2> {
    return new Graph(
      this.vertices,
      this.edges.map((edge) => Edge(edge.srcId, edge.dstId, f(edge))),
    );
  }

  mapTriplets<ED2>(f: (triplet: EdgeTriplet<VD, ED>) => ED2): Graph<VD, ED2> {
    return new Graph(
      this.vertices,
      this.triplets.map((triplet) => Edge(triplet.srcId, triplet.dstId, f(triplet))),
    );
  }

  /** All edges the other way round. */
  reverse(): Graph<VD, ED> {
    return new Graph(
      this.vertices,
      this.edges.map(({ srcId, dstId, attr }) => Edge(dstId, srcId, attr)),
    );
  }

  /** The vertices for which `vpred` is true, and those edges between them for which `epred` is. */
  subgraph(
    epred: (triplet: EdgeTriplet<VD, ED>) => boolean,
    vpred: (id: VertexId, attr: VD) => boolean = () => true,
  ): Graph<VD, ED> {
    const edges = this.triplets
      .filter(
        (triplet) =>
          vpred(triplet.srcId, triplet.srcAttr) &&
          vpred(triplet.dstId, triplet.dstAttr) &&
          epred(triplet),
      )
      .map(({ srcId, dstId, attr }) => Edge(srcId, dstId, attr));
    return new Graph(
      this.vertices.filter(([id, attr]) => vpred(id, attr)),
      edges,
    );
  }

  /** Attributes made with what another RDD has for each vertex, each vertex at most once. */
  outerJoinVertices<U, VD2>(
    other: RDD<readonly [VertexId, U]>,
    f: (id: VertexId, attr: VD, joined: U | undefined) => VD2,
  ): Graph<VD2, ED> {
    const joined = this.vertices
      .leftOuterJoin(other)
      .mapPartitions(
        (part) =>
          Array.from(part, ([id, [attr, found]]) => [id, f(id, attr, found ?? undefined)] as const),
        true,
      );
    return new Graph(joined, this.edges);
  }

  /** The same for those vertices that the other RDD has. */
  joinVertices<U>(
    other: RDD<readonly [VertexId, U]>,
    f: (id: VertexId, attr: VD, joined: U) => VD,
  ): Graph<VD, ED> {
    return this.outerJoinVertices(other, (id, attr: VD, joined) =>
      joined === undefined ? attr : f(id, attr, joined),
    );
  }

  /**
   * Has each edge send messages to its ends, and makes those for the same vertex one. Vertices that get none are left out.
   */
  aggregateMessages<A>(
    sendMsg: (context: EdgeContext<VD, ED, A>) => void,
    mergeMsg: (a: A, b: A) => A,
  ): RDD<readonly [VertexId, A]> {
    const merge = mergeMsg as (a: A & Element, b: A & Element) => A & Element;
    const messages = messagesOf(this.triplets, sendMsg, mergeMsg);
    return (messages as RDD<readonly [VertexId, A & Element]>).reduceByKey(merge);
  }

  /** Each vertex's PageRank, when no rank changes by more than `tol` any more. Ranks are 1 on average. */
  async pageRank(tol: number, resetProb?: number): Promise<Graph<number, ED>> {
    const compact = await this.#structure();
    return this.#with(compact, await pageRank(compact, tol, { resetProb }));
  }

  /** Each vertex's PageRank after a number of iterations. Ranks are 1 on average. */
  async staticPageRank(numIter: number, resetProb?: number): Promise<Graph<number, ED>> {
    const compact = await this.#structure();
    return this.#with(compact, await staticPageRank(compact, numIter, { resetProb }));
  }

  /** How important each vertex is as seen from `src`: the sum of all ranks is 1. */
  async personalizedPageRank(
    src: VertexId,
    tol: number,
    resetProb?: number,
  ): Promise<Graph<number, ED>> {
    const compact = await this.#structure();
    const source = placeOf(src, compact);
    return this.#with(compact, await pageRank(compact, tol, { resetProb, source }));
  }

  async staticPersonalizedPageRank(
    src: VertexId,
    numIter: number,
    resetProb?: number,
  ): Promise<Graph<number, ED>> {
    const compact = await this.#structure();
    const source = placeOf(src, compact);
    return this.#with(compact, await staticPageRank(compact, numIter, { resetProb, source }));
  }

  /** For each vertex the smallest id of those that it is connected with, whichever way edges go. */
  async connectedComponents(): Promise<Graph<VertexId, ED>> {
    const compact = await this.#structure();
    return this.#with(compact, await connectedComponents(compact));
  }

  /** For each vertex in how many triangles it is, whichever way edges go. */
  async triangleCount(): Promise<Graph<number, ED>> {
    const compact = await this.#structure();
    return this.#with(compact, await triangleCount(compact));
  }

  #structure(): Promise<CompactGraph> {
    this.#compact ??= CompactGraph.of(this.vertices, this.edges);
    // A job that was cancelled or failed may be tried again.
    this.#compact.catch(() => {
      this.#compact = undefined;
    });
    return this.#compact;
  }

  /** The graph with other attributes, which are numbers by place. */
  #with(compact: CompactGraph, attrs: ArrayLike<number>): Graph<number, ED> {
    return new Graph(
      compact.vertices((place) => attrs[place]!),
      this.edges,
    );
  }
}

function placeOf(id: VertexId, { ids }: CompactGraph): number {
  const place = ids.indexOf(id);
  require(place >= 0, `Vertex ${id} is not in the graph.`);
  return place;
}

/** The ends of edges, as keys without a value, in each partition once. */
function endsOf<V>(edges: RDD<Edge<unknown>>): RDD<readonly [VertexId, V | undefined]> {
  return edges.mapPartitions((part) => {
    const ids = new Set<VertexId>();
    for (const { srcId, dstId } of part) ids.add(srcId).add(dstId);
    return Array.from(ids, (id) => [id, undefined] as const);
  });
}

function counted(ids: RDD<VertexId>): RDD<readonly [VertexId, number]> {
  return ids.map((id): readonly [VertexId, number] => [id, 1]).reduceByKey((a, b) => a + b);
}
