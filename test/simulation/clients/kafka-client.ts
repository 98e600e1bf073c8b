import { sleep } from '../../../server/ports/clock.ts';
import { type Address, formatAddress, type Transport } from '../../../server/ports/transport.ts';
import { metadataRequest, metadataResponse } from '../../../server/protocol/api/03-metadata.ts';
import {
  findCoordinatorRequest,
  findCoordinatorResponse,
} from '../../../server/protocol/api/10-find-coordinator.ts';
import { ErrorCode } from '../../../server/protocol/errors.ts';
import type { Infer, InferInput, Message } from '../../../server/protocol/schema.ts';
import { WireClient } from '../../harness/wire-client.ts';
import type { History } from '../history.ts';
import type { SimulatedProcess } from '../world/simulated-process.ts';

/** Pause before something is tried again that failed, as `retry.backoff.ms`. */
const BACKOFF_MS = 100;

/** A partition's leader, as far as the client knows. */
export interface Leader {
  readonly node: number;
  readonly epoch: number;
}

/**
 * What producers and consumers of any Kafka client library have in common: connections to brokers, made when needed
 * and dropped when a request on them runs out of time; who leads what, asked again when it proves wrong.
 */
export class KafkaClient {
  readonly process: SimulatedProcess;
  readonly history: History;
  readonly requestTimeoutMs: number;
  readonly #transport: Transport;
  readonly #bootstrap: readonly Address[];
  readonly #connections = new Map<string, Promise<WireClient>>();
  readonly #brokers = new Map<number, Address>();
  readonly #leaders = new Map<string, Leader>();
  #controller = -1;
  /** Where partitions have replicas, as told last. */
  readonly #replicas = new Map<string, readonly number[]>();
  /** Partitions of which replicas are missing from the ISR, as told last. */
  #underReplicated: string[] = [];
  #refreshing: Promise<boolean> | undefined;
  /** Topics that it has been asked about, each with its id as far as that is known. */
  readonly #topics = new Map<string, string | undefined>();

  constructor(
    process: SimulatedProcess,
    options: {
      transport: Transport;
      bootstrap: readonly Address[];
      history: History;
      requestTimeoutMs: number;
    },
  ) {
    this.process = process;
    this.history = options.history;
    this.requestTimeoutMs = options.requestTimeoutMs;
    this.#transport = options.transport;
    this.#bootstrap = options.bootstrap;
  }

  get name(): string {
    return this.process.name;
  }

  now(): number {
    return this.process.world.scheduler.now;
  }

  note(what: string): void {
    this.history.note(this.name, what);
  }

  /** Waits a while, as before something is tried again. */
  pause(ms: number = BACKOFF_MS): Promise<void> {
    return sleep(this.process.clock, ms * (0.8 + this.process.random.fraction() * 0.4));
  }

  /** Who leads a partition; undefined where nobody does, or nobody knows. */
  leaderOf(topic: string, partition: number): Leader | undefined {
    return this.#leaders.get(`${topic}-${partition}`);
  }

  /** Undefined where the topic does not exist, or nobody knows. */
  topicId(topic: string): string | undefined {
    return this.#topics.get(topic);
  }

  /** The brokers that have replicas of a partition, the preferred leader first; none if that is not known. */
  replicasOf(topic: string, partition: number): readonly number[] {
    return this.#replicas.get(`${topic}-${partition}`) ?? [];
  }

  get underReplicated(): readonly string[] {
    return this.#underReplicated;
  }

  get controller(): number {
    return this.#controller;
  }

  /** Asks some broker who leads the topic's partitions; resolves with whether one answered. Never throws. */
  refresh(topic: string): Promise<boolean> {
    if (!this.#topics.has(topic)) this.#topics.set(topic, undefined);
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /**
   * Sends a request to a broker.
   * @throws Error when there is no answer; nobody knows then whether it was carried out.
   */
  async ask<Req extends Message, Res extends Message>(
    node: number,
    request: Req,
    response: Res,
    version: number,
    body: InferInput<Req>,
    timeoutMs: number = this.requestTimeoutMs,
  ): Promise<Infer<Res>> {
    const address = this.#brokers.get(node);
    if (address === undefined) throw new Error(`broker ${node} is not known`);
    return await this.#askAt(address, request, response, version, body, timeoutMs);
  }

  /** The broker that coordinates a group. @throws Error when none says so */
  async coordinatorOf(group: string): Promise<number> {
    const known = [...this.#brokers.keys()];
    const { random } = this.process;
    if (known.length === 0) throw new Error('no broker is known');
    const body = { key: group, keyType: 0 };
    const found = await this.ask(
      random.pick(known),
      findCoordinatorRequest,
      findCoordinatorResponse,
      3,
      body,
    );
    if (found.errorCode !== 0) throw new Error(`no coordinator: error ${found.errorCode}`);
    this.#brokers.set(found.nodeId, { host: found.host, port: found.port });
    return found.nodeId;
  }

  async #refresh(): Promise<boolean> {
    const { random } = this.process;
    const known = [...this.#brokers.values()];
    for (const address of random.shuffled(known.length > 0 ? known : this.#bootstrap)) {
      try {
        await this.#refreshAt(address);
        return true;
      } catch {
        // The next one may answer.
      }
    }
    // Those that it knew may have gone for good.
    this.#brokers.clear();
    return false;
  }

  async #refreshAt(address: Address): Promise<void> {
    const topics = [...this.#topics.keys()].map((name) => ({ name }));
    const body = { topics, allowAutoTopicCreation: false };
    const timeout = this.requestTimeoutMs;
    const answer = await this.#askAt(address, metadataRequest, metadataResponse, 12, body, timeout);
    if (answer.brokers.length === 0) throw new Error('it knows no brokers');
    this.#brokers.clear();
    for (const { nodeId, host, port } of answer.brokers) this.#brokers.set(nodeId, { host, port });
    this.#controller = answer.controllerId;
    this.#underReplicated = [];
    for (const { name, topicId, errorCode, partitions } of answer.topics) {
      if (name === null) continue;
      this.#takeTopic(name, errorCode === ErrorCode.NONE ? topicId : undefined);
      for (const { partitionIndex, leaderId, leaderEpoch, isrNodes, replicaNodes } of partitions) {
        this.#replicas.set(`${name}-${partitionIndex}`, replicaNodes);
        if (isrNodes.length < replicaNodes.length) {
          this.#underReplicated.push(`${name}-${partitionIndex}`);
        }
        this.#take(name, partitionIndex, { node: leaderId, epoch: leaderEpoch });
      }
    }
  }

  /** Another topic of the same name has other leaders. */
  #takeTopic(topic: string, id: string | undefined): void {
    if (this.#topics.get(topic) === id) return;
    this.#topics.set(topic, id);
    for (const key of this.#leaders.keys()) {
      if (key.startsWith(`${topic}-`)) this.#leaders.delete(key);
    }
  }

  /** Older news are no news (KIP-320). */
  #take(topic: string, partition: number, leader: Leader): void {
    const key = `${topic}-${partition}`;
    const known = this.#leaders.get(key);
    if (known !== undefined && known.epoch > leader.epoch) return;
    if (leader.node < 0) {
      this.#leaders.delete(key);
      return;
    }
    this.#leaders.set(key, leader);
    this.history.sawLeader({
      by: this.name,
      topic: `${topic} (${this.#topics.get(topic)})`,
      partition,
      epoch: leader.epoch,
      leader: leader.node,
    });
  }

  async #askAt<Req extends Message, Res extends Message>(
    address: Address,
    request: Req,
    response: Res,
    version: number,
    body: InferInput<Req>,
    timeoutMs: number,
  ): Promise<Infer<Res>> {
    const { clock } = this.process;
    const link = this.#connect(address);
    return await new Promise((resolve, reject) => {
      const timer = clock.after(timeoutMs, () => {
        this.#drop(address, link);
        reject(new Error(`${request.name} got no answer from ${formatAddress(address)}`));
      });
      link
        .then((client) => client.request(request, response, version, body))
        .then(resolve, (error: Error) => {
          this.#drop(address, link);
          reject(error);
        })
        .finally(() => timer.cancel());
    });
  }

  #connect(address: Address): Promise<WireClient> {
    const key = formatAddress(address);
    let link = this.#connections.get(key);
    if (link === undefined) {
      link = WireClient.connect(this.#transport, address, this.name);
      this.#connections.set(key, link);
    }
    return link;
  }

  #drop(address: Address, link: Promise<WireClient>): void {
    const key = formatAddress(address);
    if (this.#connections.get(key) === link) this.#connections.delete(key);
    link.then((client) => client.close()).catch(() => {});
  }
}
