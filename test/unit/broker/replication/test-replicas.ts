import type { Broker } from '../../../../server/broker/broker.ts';
import { FetchSessions } from '../../../../server/broker/fetch/fetch-sessions.ts';
import { handlers } from '../../../../server/broker/handlers/index.ts';
import { type Peer, PeerError } from '../../../../server/broker/peer.ts';
import { compression } from '../../../../server/node/compression.ts';
import { decode, encode } from '../../../../server/protocol/codec.ts';
import { readBatchHeader } from '../../../../server/protocol/records/batch-header.ts';
import { decodeRecords } from '../../../../server/protocol/records/record-batch.ts';
import type { Infer, InferInput, Message } from '../../../../server/protocol/schema.ts';
import { MemoryStore } from '../../../../server/storage/memory-store.ts';
import type { Store } from '../../../../server/storage/store.ts';
import { ManualClock, settled } from '../../../harness/manual-clock.ts';
import { seededRandom } from '../../../harness/seeded-random.ts';
import { recordsOf, TestPartitions } from './test-partitions.ts';

/** What a test lets happen to a request between brokers. */
export interface PassingRequest {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly body: unknown;
}

/**
 * Three brokers that follow one another, each with no more of a broker than its partitions; the controller is the
 * test. Requests take no time and pass through the codecs.
 */
export class TestReplicas {
  readonly clock = new ManualClock();
  readonly stores = new Map<number, Store>();
  readonly brokers = new Map<number, TestPartitions>();
  /** Every request between brokers, oldest first. */
  readonly requests: PassingRequest[] = [];
  /** Brokers that reach nobody and that nobody reaches. */
  readonly down = new Set<number>();
  /** May change an answer on its way, for what only a broken broker does. */
  tamper: (name: string, response: unknown) => void = () => {};
  readonly #sessions = new Map<number, FetchSessions>();

  static async open(): Promise<TestReplicas> {
    const replicas = new TestReplicas();
    for (const id of [1, 2, 3]) await replicas.start(id);
    return replicas;
  }

  /** Starts a broker on what its store holds, as it is after a crash if it ran before. */
  async start(id: number, store = this.stores.get(id) ?? new MemoryStore()): Promise<void> {
    this.stores.set(id, store);
    this.loseSessions(id);
    const broker = await TestPartitions.open({
      ...{ store, clock: this.clock, brokerId: id },
      connect: ({ port }) => new DirectPeer(this, id, port),
    });
    this.brokers.set(id, broker);
    this.down.delete(id);
  }

  /** Stops a broker as kill -9 does: nobody reaches it, and it does nothing any more. */
  async kill(id: number): Promise<void> {
    this.down.add(id);
    await this.broker(id).partitions.close();
    this.brokers.delete(id);
  }

  /** Has a broker forget its fetch sessions, and keep no more than `slots` from now on. */
  loseSessions(id: number, slots = 10): void {
    this.#sessions.set(id, new FetchSessions(seededRandom(id), () => slots));
  }

  broker(id: number): TestPartitions {
    return this.brokers.get(id)!;
  }

  partition(id: number) {
    return this.broker(id).partitions.get('t', 0)!;
  }

  /** Tells brokers who leads partition 0 of topic t, and lets follow what follows. */
  async lead(
    leader: number,
    leaderEpoch: number,
    { isr = [1, 2, 3], tell = [...this.brokers.keys()], partitionEpoch = leaderEpoch } = {},
  ): Promise<void> {
    const replicas = [1, 2, 3];
    // The leader first, so that nobody asks it too early.
    for (const id of [...tell].sort((a, b) => Number(b === leader) - Number(a === leader))) {
      await this.broker(id).tell({ leader, leaderEpoch, isr, replicas, partitionEpoch });
    }
    await settled();
  }

  /** Appends one batch at a broker and resolves as its producer is answered. */
  produce(id: number, values: readonly string[], acks = -1, timeoutMs = 1000) {
    return this.partition(id).append(recordsOf(...values), acks, timeoutMs);
  }

  /** The values of the records that a broker has written, by their offsets, with the epoch of each batch. */
  async records(id: number): Promise<string[]> {
    const { log } = this.partition(id);
    const limits = { maxBytes: 1e9, upTo: Number.POSITIVE_INFINITY, minOneBatch: true };
    const batches = await log.read(log.logStartOffset, limits);
    const utf8 = new TextDecoder();
    return batches.flatMap((bytes) => {
      const { partitionLeaderEpoch } = readBatchHeader(bytes);
      return Array.from(
        decodeRecords(bytes, compression),
        ({ offset, value }) => `${offset} ${utf8.decode(value!)}@${partitionLeaderEpoch}`,
      );
    });
  }

  /** Serves a request as the broker would whose place a `TestPartitions` takes. */
  async serve<Req extends Message, Res extends Message>(
    id: number,
    request: Req,
    response: Res,
    version: number,
    body: InferInput<Req>,
    onRequest: (listener: () => void) => () => void = () => () => {},
  ): Promise<Infer<Res>> {
    const broker = this.broker(id);
    const { partitions, config, failures, clock } = broker;
    const likeBroker = {
      ...{ partitions, config, failures, clock, compression, id },
      dataDirectory: '/data',
      fetchSessions: this.#sessions.get(id),
      image: { topicById: () => undefined, topic: () => undefined, brokers: new Map() },
    } as unknown as Broker;
    const handler = handlers.get(request.apiKey)!;
    const received = decode(request, version, encode(request, version, body));
    const answer = await handler.handle(received as never, {
      broker: likeBroker,
      version,
      clientId: null,
      clientHost: 'test',
      connection: { onClose: () => () => {}, onRequest },
      size: 0,
    });
    const decoded = decode(response, version, encode(response, version, answer as never).slice());
    this.tamper(request.name, decoded);
    return decoded as Infer<Res>;
  }

  async close(): Promise<void> {
    for (const { partitions } of this.brokers.values()) await partitions.close();
  }
}

/** A connection between two brokers in this thread; like a real one, it answers in order. */
class DirectPeer implements Peer {
  readonly #replicas: TestReplicas;
  readonly #from: number;
  readonly #to: number;
  #last: Promise<unknown> = Promise.resolve();
  #unanswered = 0;
  readonly #onRequest = new Set<() => void>();
  #fail: (error: PeerError) => void = () => {};
  readonly #closed: Promise<never>;

  constructor(replicas: TestReplicas, from: number, to: number) {
    this.#replicas = replicas;
    this.#from = from;
    this.#to = to;
    this.#closed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.#closed.catch(() => {});
  }

  async call<Req extends Message, Res extends Message>(
    request: Req,
    response: Res,
    version: number,
    body: InferInput<Req>,
  ): Promise<Infer<Res>> {
    const { requests, down } = this.#replicas;
    requests.push({ from: this.#from, to: this.#to, name: request.name, body });
    const isCut = () => down.has(this.#to) || down.has(this.#from);
    this.#unanswered++;
    for (const listener of this.#onRequest) listener();
    const before = this.#last;
    const answer = (async () => {
      await before;
      if (isCut()) throw new PeerError(`broker ${this.#to} is down`);
      const served = this.#replicas.serve(
        ...([this.#to, request, response, version, body] as const),
        (listener) => {
          if (this.#unanswered > 1) listener();
          else this.#onRequest.add(listener);
          return () => this.#onRequest.delete(listener);
        },
      );
      const result = await Promise.race([served, this.#closed]);
      if (isCut()) throw new PeerError(`broker ${this.#to} is down`);
      return result;
    })();
    this.#last = answer.catch(() => {});
    try {
      return await answer;
    } finally {
      this.#unanswered--;
    }
  }

  close(): void {
    this.#fail(new PeerError('closed'));
  }
}
