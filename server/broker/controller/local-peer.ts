import type { Clock, Timer } from '../../ports/clock.ts';
import { decode, encode } from '../../protocol/codec.ts';
import type { Infer, InferInput, Message } from '../../protocol/schema.ts';
import { type Peer, PeerError } from '../peer.ts';

/**
 * The controller's own broker, which it calls as it calls others but without a connection. Bodies are encoded
 * and decoded all the same: what is told is a copy, with the defaults that the wire gives it.
 */
export class LocalPeer implements Peer {
  readonly #clock: Clock;
  readonly #handle: (request: Message, version: number, body: unknown) => Promise<unknown>;
  #closed = false;

  /** @param handle the broker's handler of a request; gives the response's body */
  constructor(
    clock: Clock,
    handle: (request: Message, version: number, body: unknown) => Promise<unknown>,
  ) {
    this.#clock = clock;
    this.#handle = handle;
  }

  async call<Req extends Message, Res extends Message>(
    request: Req,
    response: Res,
    version: number,
    body: InferInput<Req>,
    timeoutMs?: number,
  ): Promise<Infer<Res>> {
    if (this.#closed) throw new PeerError('this broker: it was closed');
    const told = decode(request, version, encode(request, version, body));
    try {
      const handled = this.#handle(request, version, told);
      const answer = (await this.#within(timeoutMs, handled)) as InferInput<Res>;
      return decode(response, version, encode(response, version, answer)) as Infer<Res>;
    } catch (error) {
      throw new PeerError(`this broker: ${(error as Error).message}`);
    }
  }

  /** Without a timeout of its own a call may take its time: nobody is there who could have gone. */
  async #within<T>(timeoutMs: number | undefined, answer: Promise<T>): Promise<T> {
    if (timeoutMs === undefined) return await answer;
    let timer: Timer | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = this.#clock.after(timeoutMs, () =>
        reject(new Error(`no answer within ${timeoutMs} ms`)),
      );
    });
    return await Promise.race([answer, timeout]).finally(() => timer?.cancel());
  }

  close(): void {
    this.#closed = true;
  }
}
