import { setTimeout as delay } from 'node:timers/promises';
import { produceRequest, produceResponse } from '../../../protocol/api/00-produce.ts';
import {
  initProducerIdRequest,
  initProducerIdResponse,
} from '../../../protocol/api/22-init-producer-id.ts';
import { ErrorCode } from '../../../protocol/errors.ts';
import { compression } from '../../compression.ts';
import { deferred } from '../../deferred.ts';
import { UserError } from '../../user-error.ts';
import type { Cluster } from '../cluster.ts';
import { KafkaError, throwIfError } from '../kafka-error.ts';
import { ReadOnlyError } from '../read-only.ts';
import { TopicLeaders } from '../topic-leaders.ts';
import { byTopic, partitionKey, type TopicPartition } from '../topic-partition.ts';
import { PartitionQueue } from './partition-queue.ts';
import { partitionForKey } from './partitioner.ts';
import {
  type Acknowledged,
  type Done,
  type ProducerBatch,
  type ProducerId,
  type ProducerRecord,
  sizeOf,
} from './producer-batch.ts';
import type { ProducerConfig } from './producer-config.ts';
import { fateOf, isFinal } from './refusal.ts';

/** A batch on its way. */
interface Departure extends TopicPartition {
  readonly queue: PartitionQueue;
  readonly batch: ProducerBatch;
}

/**
 * A producer as Kafka's KafkaProducer: batches by partition, several requests on their way to each broker, in order and
 * without duplicates even when some fail (idempotence), until a record's time is up.
 */
export class Producer {
  readonly #cluster: Cluster;
  readonly #config: ProducerConfig;
  readonly #leaders: TopicLeaders;
  readonly #onTrouble: (trouble: string) => void;
  readonly #queues = new Map<string, PartitionQueue>();
  readonly #topics = new Set<string>();
  /** Where records without a key go, until that batch is full. */
  readonly #sticky = new Map<string, number>();
  readonly #requests = new Map<number, number>();
  #buffered = 0;
  #producer: ProducerId | undefined;
  #mustRenewId = false;
  #looking: Promise<void> | undefined;
  #lookedAt = 0;
  #renewing: Promise<void> | undefined;
  #flushing = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = 0;
  #progress = deferred<void>();
  /** Why nothing is sent any more. */
  #closed: UserError | undefined;

  /** Counts under the names of Kafka's metrics. */
  readonly metrics = {
    'record-send-total': 0,
    'record-error-total': 0,
    'record-retry-total': 0,
    'request-total': 0,
    'outgoing-byte-total': 0,
  };

  /** @param onTrouble is told what is wrong for the time being */
  constructor(cluster: Cluster, config: ProducerConfig, onTrouble: (trouble: string) => void) {
    this.#cluster = cluster;
    this.#config = config;
    this.#onTrouble = onTrouble;
    this.#mustRenewId = config.idempotence;
    this.#leaders = new TopicLeaders(cluster, {
      createTopics: true,
      onTrouble: (trouble) => onTrouble(`Error while fetching metadata: {${trouble}}`),
    });
  }

  /**
   * Takes a record in, waiting while the buffer is full or its topic is not known yet; `done` hears what became of it.
   * Records are sent in the order in which they are given, as long as each call waits for the one before.
   */
  async send(record: ProducerRecord, done: Done): Promise<void> {
    if (this.#cluster.readOnly !== undefined) {
      done(new ReadOnlyError(this.#cluster.readOnly, 'Produce'));
      return;
    }
    const size = sizeOf(record);
    if (size > this.#config.maxRequestSize) {
      const message = tooLarge(size, this.#config.maxRequestSize);
      done(new KafkaError(ErrorCode.MESSAGE_TOO_LARGE, message));
      return;
    }
    const deadline = performance.now() + this.#config.maxBlockMs;
    try {
      const count =
        this.#leaders.partitionCount(record.topic) ??
        (await this.#partitionCount(record.topic, deadline));
      if (performance.now() - this.#lookedAt > this.#config.metadataMaxAgeMs) this.#lookAside();
      while (this.#buffered > 0 && this.#buffered + size > this.#config.bufferMemory) {
        if (!(await this.#progressBefore(deadline))) {
          const { maxBlockMs } = this.#config;
          throw new UserError(
            `Failed to allocate ${size} bytes within the configured max blocking time ${maxBlockMs} ms. Total memory: ${this.#config.bufferMemory} bytes.`,
          );
        }
      }
      if (this.#closed !== undefined) throw this.#closed;
      this.#append(record, size, count, done);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      done(error);
    }
  }

  /** How many partitions a topic has. @throws UserError if that is not known in time */
  async partitionCount(topic: string): Promise<number> {
    const deadline = performance.now() + this.#config.maxBlockMs;
    return this.#leaders.partitionCount(topic) ?? (await this.#partitionCount(topic, deadline));
  }

  get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  /** Gives up whatever is not acknowledged, which fails with `reason`, and sends nothing any more. */
  close(reason: UserError): void {
    this.#closed ??= reason;
    clearTimeout(this.#timer);
    for (const queue of this.#queues.values()) {
      for (const batch of [...queue.inFlight, ...queue.waiting.splice(0)]) {
        this.#giveUp(queue, batch, reason);
      }
    }
  }

  /** Sends what there is without lingering, and waits until every record's fate is known. */
  async flush(): Promise<void> {
    this.#flushing++;
    try {
      while (this.#buffered > 0) {
        const moved = this.#progress.promise;
        this.#drain();
        await moved;
      }
    } finally {
      this.#flushing--;
    }
  }

  #append(record: ProducerRecord, size: number, count: number, done: Done): void {
    const { topic } = record;
    const partition = record.partition ?? this.#partitionFor(record, count);
    const key = partitionKey({ topic, partition });
    let queue = this.#queues.get(key);
    if (queue === undefined) {
      queue = new PartitionQueue(topic, partition);
      this.#queues.set(key, queue);
    }
    let batch = queue.waiting.at(-1);
    const { codec = this.#config.codec } = record;
    const isFull = batch !== undefined && batch.size + size > this.#config.batchSize;
    if (batch === undefined || isFull || batch.attempts > 0 || batch.codec !== codec) {
      batch = queue.begin(codec, this.#config.batchSize, performance.now());
      if (isFull) this.#sticky.delete(topic);
    }
    batch.append(record, done);
    this.#buffered += size;
    const isDue = queue.waiting.length > 1 || batch.size >= this.#config.batchSize;
    if (isDue || this.#flushing > 0) this.#drain();
    else this.#drainIn(this.#config.lingerMs);
  }

  #partitionFor({ topic, key }: ProducerRecord, count: number): number {
    if (key !== null && !this.#config.ignoreKeys) return partitionForKey(key, count);
    const sticky = this.#sticky.get(topic);
    if (sticky !== undefined && sticky < count) return sticky;
    const chosen = Math.trunc(Math.random() * count);
    this.#sticky.set(topic, chosen);
    return chosen;
  }

  async #partitionCount(topic: string, deadline: number): Promise<number> {
    this.#topics.add(topic);
    let reason = '';
    do {
      if (this.#closed !== undefined) throw this.#closed;
      try {
        await this.#look();
        const count = this.#leaders.partitionCount(topic);
        if (count !== undefined) return count;
      } catch (error) {
        if (!(error instanceof UserError) || isFinal(error)) throw error;
        this.#onTrouble(error.message);
        reason = ` ${error.message}`;
      }
      await delay(this.#config.retryBackoffMs);
    } while (performance.now() < deadline);
    throw new UserError(
      `Topic ${topic} not present in metadata after ${this.#config.maxBlockMs} ms.${reason}`,
    );
  }

  /** Looks for leaders; whoever asks while that is under way gets the same answer. */
  #look(): Promise<void> {
    this.#looking ??= this.#leaders.refresh([...this.#topics]).finally(() => {
      this.#looking = undefined;
      this.#lookedAt = performance.now();
    });
    return this.#looking;
  }

  /** Looks without waiting for it; what goes wrong shows when a batch's time is up. */
  #lookAside(): void {
    void this.#look().catch((error: unknown) => {
      if (error instanceof UserError) this.#onTrouble(error.message);
    });
  }

  /** Gives the producer an id whose sequences begin anew, once nothing is on its way. */
  #renewId(): void {
    if (this.#renewing !== undefined) return;
    for (const queue of this.#queues.values()) if (queue.inFlight.size > 0) return;
    this.#renewing = this.#askId()
      .catch(async (error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        if (isFinal(error)) {
          this.#failAll(error);
          return;
        }
        this.#onTrouble(error.message);
        await delay(this.#config.retryBackoffMs);
        this.#expire();
      })
      .finally(() => {
        this.#renewing = undefined;
        this.#drain();
      });
  }

  async #askId(): Promise<void> {
    const body = { transactionalId: null, transactionTimeoutMs: 60_000 };
    const connection = await this.#cluster.connection('any');
    // Brokers before 0.11 know no idempotence, and need none to take records.
    if (connection.version(initProducerIdRequest) === undefined) {
      this.#mustRenewId = false;
      return;
    }
    const answer = await connection.request(initProducerIdRequest, initProducerIdResponse, body);
    throwIfError(answer.errorCode);
    this.#producer = { id: answer.producerId, epoch: answer.producerEpoch };
    this.#mustRenewId = false;
    for (const queue of this.#queues.values()) queue.renumber();
  }

  /** Sees to it that sending goes on by then at the latest. */
  #drainIn(milliseconds: number): void {
    if (this.#closed !== undefined) return;
    const at = performance.now() + milliseconds;
    if (this.#timer !== undefined && this.#timerAt <= at) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#drain();
    }, milliseconds);
  }

  /** Sends every batch whose time has come to a leader that is known and not too busy. */
  #drain(): void {
    if (this.#closed !== undefined) return;
    if (this.#mustRenewId) {
      // Not before there is something to send: the last batch may have failed.
      if (this.#buffered > 0) this.#renewId();
      return;
    }
    if (this.#renewing !== undefined) return;
    this.#expire();
    const now = performance.now();
    const byLeader = new Map<number, Departure[]>();
    let leaderless = false;
    let next = Number.POSITIVE_INFINITY;
    for (const queue of this.#queues.values()) {
      const [batch] = queue.waiting;
      if (batch === undefined) continue;
      const due = Math.max(batch.notBeforeMs, this.#dueMs(queue, batch));
      if (due > now) {
        next = Math.min(next, due);
        continue;
      }
      // What was refused goes alone, so that nothing overtakes it.
      if (batch.attempts > 0 && queue.inFlight.size > 0) continue;
      const leader = this.#leaders.leader(queue.topic, queue.partition);
      if (leader === undefined) {
        leaderless = true;
        continue;
      }
      if ((this.#requests.get(leader.id) ?? 0) >= this.#config.maxInFlight) continue;
      const { topic, partition } = queue;
      const group = byLeader.get(leader.id);
      if (group === undefined) byLeader.set(leader.id, [{ topic, partition, queue, batch }]);
      else group.push({ topic, partition, queue, batch });
    }
    for (const [id, items] of byLeader) this.#sendTo(id, items);
    if (leaderless) {
      this.#lookAside();
      next = Math.min(next, now + this.#config.retryBackoffMs);
    }
    if (Number.isFinite(next)) this.#drainIn(Math.max(0, next - now));
    // There may be more for the same leaders.
    if (byLeader.size > 0) this.#drain();
  }

  #dueMs({ waiting }: PartitionQueue, batch: ProducerBatch): number {
    const isFull = waiting.length > 1 || batch.size >= this.#config.batchSize;
    return isFull || this.#flushing > 0 || batch.attempts > 0
      ? 0
      : batch.createdMs + this.#config.lingerMs;
  }

  #sendTo(id: number, items: readonly Departure[]): void {
    for (const { queue, batch } of items) {
      queue.depart(this.#producer !== undefined);
      if (batch.attempts === 0) this.metrics['record-send-total'] += batch.count;
    }
    this.metrics['request-total']++;
    this.#requests.set(id, (this.#requests.get(id) ?? 0) + 1);
    void this.#request(id, items).finally(() => {
      this.#requests.set(id, this.#requests.get(id)! - 1);
      this.#drain();
    });
  }

  async #request(id: number, items: readonly Departure[]): Promise<void> {
    const { acks, requestTimeoutMs } = this.#config;
    const topics = byTopic(items);
    const body = {
      acks,
      timeoutMs: requestTimeoutMs,
      topicData: topics.map(([name, each]) => ({
        name,
        partitionData: each.map(({ partition, batch }) => ({
          index: partition,
          records: this.#bytesOf(batch),
        })),
      })),
    };
    try {
      if (acks === 0) {
        (await this.#cluster.connection(id)).post(produceRequest, body);
        for (const { partition, queue, batch } of items) {
          this.#settle(queue, batch, { partition, offset: -1, logAppendTimeMs: -1 });
        }
        return;
      }
      const answer = await this.#cluster.request(id, produceRequest, produceResponse, body);
      const outcomes = new Map(
        answer.responses.flatMap(({ name, partitionResponses }) =>
          partitionResponses.map(
            (each) => [partitionKey({ topic: name, partition: each.index }), each] as const,
          ),
        ),
      );
      for (const { topic, partition, queue, batch } of items) {
        const outcome = outcomes.get(partitionKey({ topic, partition }));
        const code = outcome?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR;
        // It had arrived before, and only the answer had not.
        if (code === ErrorCode.NONE || code === ErrorCode.DUPLICATE_SEQUENCE_NUMBER) {
          const { baseOffset: offset = -1, logAppendTimeMs = -1 } = outcome ?? {};
          this.#settle(queue, batch, { partition, offset, logAppendTimeMs });
        } else {
          this.#refused(queue, batch, new KafkaError(code, outcome?.errorMessage));
        }
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const { queue, batch } of items) this.#refused(queue, batch, error);
    }
  }

  #bytesOf(batch: ProducerBatch): Uint8Array {
    const bytes = batch.bytes(this.#producer, compression);
    this.metrics['outgoing-byte-total'] += bytes.length;
    return bytes;
  }

  /** Sends a batch again if that can help and its time is not up. */
  #refused(queue: PartitionQueue, batch: ProducerBatch, error: UserError): void {
    if (this.#closed !== undefined) return;
    const isBehind = this.#mustRenewId || queue.waiting.some(({ order }) => order < batch.order);
    const fate = fateOf(error, this.#config.retries - batch.attempts, isBehind);
    if (fate === 'renewed') this.#mustRenewId = true;
    const isLate = performance.now() - batch.createdMs >= this.#config.deliveryTimeoutMs;
    if (fate === 'failed' || isLate) {
      this.#fail(queue, batch, error);
      return;
    }
    const { retryBackoffMs, retryBackoffMaxMs } = this.#config;
    const backoff = Math.min(retryBackoffMaxMs, retryBackoffMs * 2 ** Math.min(batch.attempts, 16));
    queue.inFlight.delete(batch);
    this.metrics['record-retry-total'] += batch.count;
    batch.attempts++;
    batch.notBeforeMs = performance.now() + backoff;
    queue.putBack(batch);
    if (fate === 'elsewhere') this.#lookAside();
  }

  #settle(queue: PartitionQueue, batch: ProducerBatch, first: Acknowledged): void {
    // Its records have been given up already.
    if (this.#closed !== undefined) return;
    this.#release(queue, batch);
    batch.settle(first);
    this.#moved();
  }

  #giveUp(queue: PartitionQueue, batch: ProducerBatch, error: Error): void {
    this.#release(queue, batch);
    this.metrics['record-error-total'] += batch.count;
    batch.fail(error);
    this.#moved();
  }

  #release(queue: PartitionQueue, batch: ProducerBatch): void {
    queue.inFlight.delete(batch);
    this.#buffered -= batch.size;
  }

  #moved(): void {
    this.#progress.resolve();
    this.#progress = deferred();
  }

  #fail(queue: PartitionQueue, batch: ProducerBatch, error: Error): void {
    // The broker would refuse all that follows as out of order.
    if (batch.sequence !== undefined) this.#mustRenewId = true;
    this.#giveUp(queue, batch, error);
  }

  /** Gives up what waited for too long. */
  #expire(): void {
    const now = performance.now();
    const { deliveryTimeoutMs } = this.#config;
    for (const queue of this.#queues.values()) {
      while (queue.waiting[0] !== undefined) {
        const batch = queue.waiting[0];
        if (now - batch.createdMs < deliveryTimeoutMs) break;
        queue.waiting.shift();
        const waited = Math.round(now - batch.createdMs);
        const where = partitionKey(queue);
        const message = `Expiring ${batch.count} record(s) for ${where}:${waited} ms has passed since batch creation`;
        this.#fail(queue, batch, new UserError(message));
      }
    }
  }

  #failAll(error: Error): void {
    for (const queue of this.#queues.values()) {
      for (const batch of queue.waiting.splice(0)) this.#giveUp(queue, batch, error);
    }
  }

  /** Whether anything moved before the deadline. */
  async #progressBefore(deadline: number): Promise<boolean> {
    const left = deadline - performance.now();
    if (left <= 0) return false;
    const progress = this.#progress.promise;
    this.#drain();
    const end = new AbortController();
    const late = delay(left, false, { signal: end.signal }).catch(() => false);
    const moved = await Promise.race([progress.then(() => true), late]);
    end.abort();
    return moved;
  }
}

function tooLarge(size: number, most: number): string {
  return `The message is ${size} bytes when serialized which is larger than ${most}, which is the value of the max.request.size configuration.`;
}
