/** What a vertex is known by: a whole number, as in GraphX. */
export type VertexId = number;

/** A directed edge (GraphX's Edge). */
export interface Edge<ED> {
  readonly srcId: VertexId;
  readonly dstId: VertexId;
  readonly attr: ED;
}

export function Edge<ED>(srcId: VertexId, dstId: VertexId, attr: ED): Edge<ED> {
  return { srcId, dstId, attr };
}

/** An edge with the attributes of its ends (GraphX's EdgeTriplet). */
export interface EdgeTriplet<VD, ED> extends Edge<ED> {
  readonly srcAttr: VD;
  readonly dstAttr: VD;
}

/** A triplet that can send messages to its ends (GraphX's EdgeContext). */
export interface EdgeContext<VD, ED, A> extends EdgeTriplet<VD, ED> {
  sendToSrc(message: A): void;
  sendToDst(message: A): void;
}
