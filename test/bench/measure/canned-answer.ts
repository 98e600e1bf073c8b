// One API of the canned broker.

import { decode } from '../../../server/protocol/codec.ts';
import { encodeResponse, type RequestHeader } from '../../../server/protocol/headers.ts';
import type { Infer, InferInput, Message } from '../../../server/protocol/schema.ts';

export interface CannedAnswer {
  readonly apiKey: number;
  /** The first and the last. */
  readonly versions: readonly [number, number];
  /** The whole response to the request of that body. @throws DecodeError */
  to(header: RequestHeader, body: Uint8Array): Promise<Uint8Array>;
}

/** @param answer gives the response's body for the request's */
export function canned<Req extends Message, Res extends Message>(
  request: Req,
  response: Res,
  versions: readonly [number, number],
  answer: (request: Infer<Req>) => InferInput<Res> | Promise<InferInput<Res>>,
): CannedAnswer {
  return {
    apiKey: request.apiKey,
    versions,
    async to({ apiVersion, correlationId }, body) {
      const asked = decode(request, apiVersion, body) as Infer<Req>;
      return encodeResponse(response, apiVersion, correlationId, await answer(asked));
    },
  };
}
