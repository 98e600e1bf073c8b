import type { Infer, InferInput, Message } from '../protocol/schema.ts';
import type { Broker } from './broker.ts';
import type { ClientConnection } from './client-connection.ts';

/** What a handler knows beyond the request itself. */
export interface RequestContext {
  readonly broker: Broker;
  readonly version: number;
  readonly clientId: string | null;
  /** The client's address, as groups show it. */
  readonly clientHost: string;
  readonly connection: Pick<ClientConnection, 'onClose' | 'onRequest'>;
  /** The size of the request on the wire, in bytes, without its length prefix. */
  readonly size: number;
}

/** How one API is served; see `handlers/`, one file an API. */
export interface Handler {
  readonly request: Message;
  readonly response: Message;
  /** The lowest and the highest version served; advertised by ApiVersions. */
  readonly versions: readonly [number, number];
  /** Whether consecutive requests of one connection may be under way at the same time. */
  readonly overlaps: boolean;
  readonly handle: (request: never, context: RequestContext) => unknown;
}

export interface HandlerOptions {
  readonly versions: readonly [number, number];
  readonly overlaps?: boolean;
}

/**
 * Declares how an API is served. `handle` gets the request decoded and gives the response, or undefined
 * where the protocol wants none (Produce with acks=0).
 */
export function handler<Req extends Message, Res extends Message>(
  request: Req,
  response: Res,
  options: HandlerOptions,
  handle: (
    request: Infer<Req>,
    context: RequestContext,
  ) => InferInput<Res> | undefined | Promise<InferInput<Res> | undefined>,
): Handler {
  return { request, response, overlaps: false, ...options, handle };
}
