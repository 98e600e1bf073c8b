import { decode, encode } from '../../protocol/codec.ts';
import type { Infer, InferInput, Message } from '../../protocol/schema.ts';
import { type Peer, PeerError } from '../peer.ts';

/**
 * The controller's own broker, which it calls as it calls others but without a connection. Bodies are encoded
 * and decoded all the same: what is told is a copy, with the defaults that the wire gives it.
 */
export class LocalPeer implements Peer {
  readonly #handle: (request: Message, version: number, body: unknown) => Promise<unknown>;
  #closed = false;

  /** @param handle the broker's handler of a request; gives the response's body */
  constructor(handle: (request: Message, version: number, body: unknown) => Promise<unknown>) {
    this.#handle = handle;
  }

  async call<Req extends Message, Res extends Message>(
    request: Req,
    response: Res,
    version: number,
    body: InferInput<Req>,
  ): Promise<Infer<Res>> {
    if (this.#closed) throw new PeerError('this broker: it was closed');
    const told = decode(request, version, encode(request, version, body));
    try {
      const answer = (await this.#handle(request, version, told)) as InferInput<Res>;
      return decode(response, version, encode(response, version, answer)) as Infer<Res>;
    } catch (error) {
      throw new PeerError(`this broker: ${(error as Error).message}`);
    }
  }

  close(): void {
    this.#closed = true;
  }
}
