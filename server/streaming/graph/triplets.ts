import { mapPartitions } from '../rdd/computations/map-partitions.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { Edge, EdgeContext, EdgeTriplet, VertexId } from './edge.ts';

/** Edges with the attributes of their ends, which are looked up when the edges are computed. */
export function tripletsOf<VD, ED>(
  vertices: RDD<readonly [VertexId, VD]>,
  edges: RDD<Edge<ED>>,
): RDD<EdgeTriplet<VD, ED>> {
  let attrs: ReadonlyMap<VertexId, VD> | undefined;
  const join = mapPartitions(edges, (part: readonly Edge<ED>[]) =>
    part.map(({ srcId, dstId, attr }) => {
      return { srcId, dstId, attr, srcAttr: attrs!.get(srcId)!, dstAttr: attrs!.get(dstId)! };
    }),
  );
  const prepare = async () => {
    attrs ??= await vertices.collectAsMap();
  };
  return edges.context.rdd<EdgeTriplet<VD, ED>>({ ...join, kind: 'EdgeTripletRDD', prepare });
}

/** What edges send to their ends, by vertex: several messages for one are made one in each partition. */
export function messagesOf<VD, ED, A>(
  triplets: RDD<EdgeTriplet<VD, ED>>,
  sendMsg: (context: EdgeContext<VD, ED, A>) => void,
  mergeMsg: (a: A, b: A) => A,
): RDD<readonly [VertexId, A]> {
  return triplets.mapPartitions((part) => {
    const messages = new Map<VertexId, A>();
    const send = (to: VertexId, message: A) => {
      const merged = messages.has(to) ? mergeMsg(messages.get(to)!, message) : message;
      messages.set(to, merged);
    };
    let edge: EdgeTriplet<VD, ED>;
    const sendToSrc = (message: A) => send(edge.srcId, message);
    const sendToDst = (message: A) => send(edge.dstId, message);
    for (edge of part) {
      const { srcId, dstId, attr, srcAttr, dstAttr } = edge;
      sendMsg({ srcId, dstId, attr, srcAttr, dstAttr, sendToSrc, sendToDst });
    }
    return messages;
  });
}
