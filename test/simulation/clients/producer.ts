import { compression } from '../../../server/node/compression.ts';
import { produceRequest, produceResponse } from '../../../server/protocol/api/00-produce.ts';
import {
  initProducerIdRequest,
  initProducerIdResponse,
} from '../../../server/protocol/api/22-init-producer-id.ts';
import { ErrorCode, errorName, isRetriable } from '../../../server/protocol/errors.ts';
import { encodeBatch } from '../../../server/protocol/records/record-batch.ts';
import type { Produced } from '../history.ts';
import type { ProducerKind } from '../scenario.ts';
import type { KafkaClient, Leader } from './kafka-client.ts';

/** After so long a batch is given up, as `delivery.timeout.ms`. */
const DELIVERY_TIMEOUT_MS = 30_000;

const utf8 = new TextEncoder();

/** A batch on its way. */
interface Pending {
  readonly produced: Produced;
  readonly sequence: number;
  readonly begun: number;
  state: 'waiting' | 'sent' | 'failed';
}

/**
 * A producer, as client libraries have it: batches of a partition go out in order, several under way at once, and are
 * tried again in order until they are acknowledged or time runs out. With idempotence a batch that was given up ends the
 * producer id: what comes after it has a new one.
 */
export class Producer {
  readonly #client: KafkaClient;
  readonly #kind: ProducerKind;
  readonly #topic: string;
  readonly #lanes: readonly Lane[];
  #stopped = false;
  #batches = 0;

  constructor(client: KafkaClient, topic: string, partitions: number, kind: ProducerKind) {
    this.#client = client;
    this.#topic = topic;
    this.#kind = kind;
    this.#lanes = Array.from(
      { length: partitions },
      (_, partition) => new Lane(client, topic, partition, kind),
    );
  }

  /** Produces until told to stop, and then until something has been acknowledged in each partition. */
  async run(): Promise<void> {
    const { random } = this.#client.process;
    await this.#client.refresh(this.#topic);
    while (!this.#stopped) {
      this.#produce(random.below(this.#lanes.length));
      await this.#client.pause(random.delay(this.#kind.meanPauseMs));
    }
    for (const lane of this.#lanes) lane.expectProgress();
    while (!this.isDone) {
      for (const [partition, lane] of this.#lanes.entries()) {
        if (!lane.isDone && lane.isIdle) this.#produce(partition);
      }
      await this.#client.pause();
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Whether it has stopped, and everything worked in the end. */
  get isDone(): boolean {
    return this.#stopped && this.#lanes.every((lane) => lane.isDone);
  }

  #produce(partition: number): void {
    const lane = this.#lanes[partition]!;
    if (lane.isFull) return;
    const { random, name } = this.#client.process;
    const batch = this.#batches++;
    const count = random.between(1, 3);
    const values = Array.from({ length: count }, (_, i) => `${name}/${batch}.${i}`);
    lane.add(values);
  }
}

/** What one producer sends to one partition. */
class Lane {
  readonly #client: KafkaClient;
  readonly #topic: string;
  readonly #partition: number;
  readonly #kind: ProducerKind;
  #pending: Pending[] = [];
  #producerId = -1;
  #epoch = 0;
  #nextSequence = 0;
  #session = 0;
  /** The log has a batch of this producer id. */
  #isKnown = false;
  /** It waits for a producer id, or for a leader. */
  #preparing = false;
  /** Something failed: nothing more is sent until what is under way has been settled. */
  #draining = false;
  #madeProgress = false;

  constructor(client: KafkaClient, topic: string, partition: number, kind: ProducerKind) {
    this.#client = client;
    this.#topic = topic;
    this.#partition = partition;
    this.#kind = kind;
  }

  get isIdle(): boolean {
    return this.#pending.length === 0;
  }

  /** Whether so much waits already that a producer would block. */
  get isFull(): boolean {
    return this.#pending.length >= 20;
  }

  /** Whether something has been acknowledged since `expectProgress`, and nothing waits. */
  get isDone(): boolean {
    return this.isIdle && this.#madeProgress;
  }

  expectProgress(): void {
    this.#madeProgress = false;
  }

  add(values: readonly string[]): void {
    const { acks, idempotent } = this.#kind;
    this.#append(
      {
        producer: this.#client.name,
        partition: this.#partition,
        values,
        acks,
        idempotent,
        session: '',
        baseOffset: undefined,
      },
      this.#client.now(),
    );
    this.#pump();
  }

  #append(produced: Produced, begun: number): void {
    const session = `${this.#client.name}/${this.#partition}/${this.#session}`;
    const recorded = { ...produced, session };
    this.#client.history.produced.push(recorded);
    this.#pending.push({
      produced: recorded,
      sequence: this.#nextSequence,
      begun,
      state: 'waiting',
    });
    this.#nextSequence += produced.values.length;
  }

  /** Sends what may be sent. */
  #pump(): void {
    const underWay = () => this.#pending.filter(({ state }) => state === 'sent').length;
    if (this.#draining) {
      if (underWay() > 0) return;
      this.#draining = false;
      this.#giveUpExpired();
      for (const batch of this.#pending) batch.state = 'waiting';
    }
    if (this.#pending.length === 0) return;
    if (this.#kind.idempotent && this.#producerId < 0) {
      void this.#initProducerId();
      return;
    }
    const leader = this.#client.leaderOf(this.#topic, this.#partition);
    if (leader === undefined) {
      void this.#findLeader();
      return;
    }
    // A log takes any sequence of a producer that it does not know yet: the second batch must not overtake the first.
    const most = this.#isKnown ? this.#kind.pipeline : 1;
    while (underWay() < most) {
      const next = this.#pending.find(({ state }) => state === 'waiting');
      if (next === undefined) return;
      void this.#send(next, leader);
    }
  }

  /** Without an answer for too long: nobody knows what became of it. */
  #giveUpExpired(): void {
    const now = this.#client.now();
    const expired = this.#pending.filter(({ begun }) => now - begun > DELIVERY_TIMEOUT_MS);
    if (expired.length === 0) return;
    this.#client.note(`gives up ${expired.map(({ produced }) => produced.values[0]).join(' ')}`);
    this.#pending = this.#pending.filter((batch) => !expired.includes(batch));
    if (!this.#kind.idempotent) return;
    // The rest could follow a gap: it starts over under another id, as something else, since it may be
    // there already.
    this.#producerId = -1;
    this.#isKnown = false;
    this.#session++;
    this.#nextSequence = 0;
    for (const { produced, begun } of this.#pending.splice(0)) {
      this.#append({ ...produced, values: produced.values.map((value) => `${value}'`) }, begun);
    }
  }

  async #initProducerId(): Promise<void> {
    if (this.#preparing) return;
    this.#preparing = true;
    const client = this.#client;
    try {
      const leader = client.leaderOf(this.#topic, this.#partition);
      if (leader === undefined) throw new Error('nobody leads the partition');
      const { producerId, producerEpoch, errorCode } = await client.ask(
        leader.node,
        initProducerIdRequest,
        initProducerIdResponse,
        4,
        { transactionalId: null, transactionTimeoutMs: 60_000 },
      );
      if (errorCode !== 0) throw new Error(errorName(errorCode));
      this.#producerId = producerId;
      this.#epoch = producerEpoch;
    } catch (error) {
      client.note(`gets no producer id: ${(error as Error).message}`);
      this.#giveUpExpired();
      await Promise.all([client.pause(), client.refresh(this.#topic)]);
    }
    this.#preparing = false;
    this.#pump();
  }

  async #findLeader(): Promise<void> {
    if (this.#preparing) return;
    this.#preparing = true;
    this.#giveUpExpired();
    await Promise.all([this.#client.pause(), this.#client.refresh(this.#topic)]);
    this.#preparing = false;
    this.#pump();
  }

  async #send(batch: Pending, leader: Leader): Promise<void> {
    batch.state = 'sent';
    const client = this.#client;
    const { produced, sequence } = batch;
    try {
      const answer = await client.ask(leader.node, produceRequest, produceResponse, 9, {
        acks: this.#kind.acks,
        timeoutMs: Math.floor(client.requestTimeoutMs * 0.8),
        topicData: [
          {
            name: this.#topic,
            partitionData: [{ index: this.#partition, records: this.#encoded(produced, sequence) }],
          },
        ],
      });
      const { errorCode, baseOffset } = answer.responses[0]!.partitionResponses[0]!;
      this.#onAnswer(batch, errorCode, baseOffset);
    } catch (error) {
      client.note(`${produced.values[0]}: ${(error as Error).message}`);
      void this.#failed(batch);
    }
  }

  #encoded({ values }: Produced, sequence: number): Uint8Array {
    const timestamp = this.#client.process.clock.now();
    const records = values.map((value) => ({
      timestamp,
      key: null,
      value: utf8.encode(value),
    }));
    const identity = {
      producerId: this.#producerId,
      producerEpoch: this.#epoch,
      baseSequence: sequence,
    };
    return encodeBatch({ records, ...(this.#kind.idempotent && identity) }, compression);
  }

  #onAnswer(batch: Pending, errorCode: number, baseOffset: number): void {
    const { produced } = batch;
    if (errorCode === ErrorCode.NONE) {
      // A duplicate whose first time the broker no longer remembers has no offset.
      produced.baseOffset = baseOffset;
      this.#isKnown = true;
      this.#client.note(`${produced.values[0]} is at ${this.#partition}:${baseOffset}`);
      this.#settle(batch);
      return;
    }
    this.#client.note(`${produced.values[0]}: ${errorName(errorCode)}`);
    const outOfOrder = errorCode === ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER;
    if (isRetriable(errorCode) || (outOfOrder && this.#kind.idempotent)) {
      void this.#failed(batch);
      return;
    }
    this.#client.process.world.report(
      `${produced.values[0]} to ${this.#topic}-${this.#partition} was refused: ${errorName(errorCode)}`,
    );
    this.#settle(batch);
  }

  #settle(batch: Pending): void {
    this.#pending = this.#pending.filter((other) => other !== batch);
    if (batch.produced.baseOffset !== undefined) this.#madeProgress = true;
    this.#pump();
  }

  async #failed(batch: Pending): Promise<void> {
    this.#draining = true;
    await Promise.all([this.#client.pause(), this.#client.refresh(this.#topic)]);
    batch.state = 'failed';
    this.#pump();
  }
}
