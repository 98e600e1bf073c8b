import { type Clock, sleep } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Infer, InferInput, Message } from '../../protocol/schema.ts';
import { type Peer, PeerError } from '../peer.ts';
import type { LiveBroker } from './controller-context.ts';

/** How long a controller waits before it sends again what got no answer, in milliseconds, as in Kafka. */
const RETRY_MS = 100;

/** A request to a broker, and who wants the answer. */
export interface ControllerRequest<Req extends Message, Res extends Message> {
  readonly request: Req;
  readonly response: Res;
  readonly version: number;
  readonly body: InferInput<Req>;
  readonly onAnswer?: (answer: Infer<Res>) => void;
}

interface Parts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The way to a broker, in the life that its epoch names. */
  readonly peerOf: (broker: LiveBroker) => Peer;
}

/**
 * A queue of requests for each broker. Each request is sent again until it is answered or the broker is
 * gone, and the next one waits (kafka.controller.ControllerChannelManager, RequestSendThread).
 */
export class ControllerChannelManager {
  readonly #parts: Parts;
  readonly #channels = new Map<number, BrokerChannel>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Opens a channel to a broker, in place of that to a former life of it. */
  add(broker: LiveBroker): void {
    this.remove(broker.id);
    this.#channels.set(broker.id, new BrokerChannel(broker, this.#parts));
  }

  /** Drops a broker's channel and what it has not answered. */
  remove(id: number): void {
    this.#channels.get(id)?.close();
    this.#channels.delete(id);
  }

  /** Queues a request; does nothing when the broker has no channel in this life. */
  send<Req extends Message, Res extends Message>(
    { id, epoch }: LiveBroker,
    request: ControllerRequest<Req, Res>,
  ): void {
    const channel = this.#channels.get(id);
    if (channel?.broker.epoch === epoch) channel.send(request);
  }

  close(): void {
    for (const id of [...this.#channels.keys()]) this.remove(id);
  }
}

class BrokerChannel {
  readonly broker: LiveBroker;
  readonly #parts: Parts;
  readonly #peer: Peer;
  readonly #queue: (() => Promise<void>)[] = [];
  #working = false;
  #closed = false;

  constructor(broker: LiveBroker, parts: Parts) {
    this.broker = broker;
    this.#parts = parts;
    this.#peer = parts.peerOf(broker);
  }

  send<Req extends Message, Res extends Message>(request: ControllerRequest<Req, Res>): void {
    this.#queue.push(() => this.#deliver(request));
    if (!this.#working) void this.#work();
  }

  close(): void {
    this.#closed = true;
    this.#queue.length = 0;
    this.#peer.close();
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      await next();
    }
    this.#working = false;
  }

  async #deliver<Req extends Message, Res extends Message>(
    asked: ControllerRequest<Req, Res>,
  ): Promise<void> {
    const { request, response, version, body, onAnswer } = asked;
    const { clock, logger } = this.#parts;
    for (let attempt = 1; !this.#closed; attempt++) {
      try {
        const answer = await this.#peer.call(request, response, version, body);
        if (!this.#closed) onAnswer?.(answer);
        return;
      } catch (error) {
        if (this.#closed) return;
        const said = `${request.name} to broker ${this.broker.id}: ${(error as Error).message}`;
        if (!(error instanceof PeerError)) {
          // A mistake of ours, which trying again would not mend; what follows still has to go.
          logger.error(said);
          return;
        }
        if (attempt === 1) logger.warn(said);
        await sleep(clock, RETRY_MS);
      }
    }
  }
}
