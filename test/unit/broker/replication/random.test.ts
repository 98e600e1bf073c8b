/**
 * Three whole brokers that die, stop, come back and lose connections at random, from a seed. What was
 * acknowledged with acks=all stays where it was said to be, what was read once reads the same ever after, and in
 * the end all replicas are equal.
 */
import { describe, expect, test } from 'vitest';
import type { Broker } from '../../../../server/broker/broker.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { BrokerClient } from '../../../harness/broker-client.ts';
import { InProcessCluster } from '../../../harness/in-process-cluster.ts';
import { seededRandom } from '../../../harness/seeded-random.ts';

const SEEDS = 8;
const STEPS = 60;

class RandomCluster {
  readonly #cluster: InProcessCluster;
  readonly #random: ReturnType<typeof seededRandom>;
  /** What was acknowledged or read, by offset. */
  readonly #known = new Map<number, string>();
  readonly history: string[] = [];
  readonly #underWay: Promise<void>[] = [];
  /** What is wrong, found out when nobody waited. */
  #mistake: Error | undefined;
  #count = 0;

  static async start(seed: number): Promise<RandomCluster> {
    const cluster = await InProcessCluster.start({ config: { 'replica.lag.time.max.ms': '2000' } });
    const client = new BrokerClient(await cluster.connect(cluster.controller.id));
    await client.createTopic('t', 1, {}, 3);
    return new RandomCluster(cluster, seed);
  }

  private constructor(cluster: InProcessCluster, seed: number) {
    this.#cluster = cluster;
    this.#random = seededRandom(seed);
  }

  async step(): Promise<void> {
    const cluster = this.#cluster;
    const alive = [...cluster.brokers.keys()];
    const dead = [1, 2, 3].filter((id) => !alive.includes(id));
    const one = (ids: readonly number[]) => ids[this.#random.below(ids.length)]!;
    switch (this.#random.below(15)) {
      case 0:
        if (alive.length > 1) await this.#do('kill', one(alive), (id) => cluster.killBroker(id));
        break;
      case 1:
        if (alive.length > 1) await this.#do('stop', one(alive), (id) => cluster.stopBroker(id));
        break;
      case 2:
      case 3:
        if (dead.length > 0) await this.#do('start', one(dead), (id) => this.#start(id));
        break;
      case 4:
        await this.#do('break', 0, async () => cluster.transport.breakConnections());
        break;
      case 5:
      case 6:
        await this.#do('wait', this.#random.below(3000), (ms) => cluster.clock.advance(ms));
        break;
      case 7:
      case 8:
        await this.#read();
        break;
      default:
        await this.#produce(this.#random.below(4) === 0 ? 1 : -1, this.#random.below(2) === 0);
    }
  }

  /** Brings everyone back and has them agree; all that is known is there. */
  async settle(): Promise<void> {
    for (const id of [1, 2, 3]) if (!this.#cluster.brokers.has(id)) await this.#start(id);
    const replicas = () =>
      Array.from(this.#cluster.brokers.values(), ({ partitions }) => partitions.get('t', 0)!);
    await this.#passing(() => this.#leader()?.partitions.get('t', 0)?.state.isr.length === 3);
    await this.#passing(() => {
      const { log } = this.#leader()!.partitions.get('t', 0)!;
      return replicas().every((it) => it.highWatermark === log.logEndOffset);
    });
    await this.#ended(Promise.all(this.#underWay));
    await this.#read();
    const logs = await Promise.all(
      replicas().map(async ({ log }) => {
        const all = { maxBytes: 1e9, upTo: Number.POSITIVE_INFINITY, minOneBatch: true };
        const batches = await log.read(0, all);
        return batches.map((batch) => Buffer.from(batch).toString('hex'));
      }),
    );
    expect(logs[1]).toEqual(logs[0]);
    expect(logs[2]).toEqual(logs[0]);
    if (this.#mistake !== undefined) throw this.#mistake;
  }

  /** Of how many offsets it is known what they hold. */
  get known(): number {
    return this.#known.size;
  }

  stop(): Promise<void> {
    return this.#cluster.stop();
  }

  async #do<T>(what: string, about: T, action: (about: T) => Promise<unknown>): Promise<void> {
    this.history.push(`${what} ${about}`);
    await this.#ended(action(about));
  }

  async #start(id: number): Promise<void> {
    await this.#ended(this.#cluster.startBroker(id));
  }

  /** Produces one record and notes where it is when it is acknowledged; nobody tries again. */
  async #produce(acks: number, waits: boolean): Promise<void> {
    const leader = this.#leader();
    if (leader === undefined) return;
    const value = `v${this.#count++}`;
    const client = new BrokerClient(await this.#cluster.connect(leader.id));
    this.history.push(`${value} acks=${acks} to ${leader.id}`);
    const produced = client.produce('t', [value], { acks }).then(
      ({ errorCode, baseOffset }) => {
        this.history.push(`${value} is answered: ${errorCode} ${baseOffset}`);
        client.wire.close();
        if (acks === -1 && errorCode === ErrorCode.NONE) this.#note(baseOffset, value);
      },
      () => undefined,
    );
    this.#underWay.push(produced);
    if (waits) await this.#ended(produced);
  }

  /** Reads all that the leader lets consumers see. */
  async #read(): Promise<void> {
    const leader = this.#leader();
    if (leader === undefined) return;
    const client = new BrokerClient(await this.#cluster.connect(leader.id));
    const read = await this.#ended(client.values('t', 0));
    client.wire.close();
    this.history.push(`read ${read?.length} at ${leader.id}`);
    for (const each of read ?? []) {
      const [offset, value] = each.split(':') as [string, string];
      this.#note(Number(offset), value);
    }
  }

  #note(offset: number, value: string): void {
    const known = this.#known.get(offset);
    if (known !== undefined && known !== value) {
      this.#mistake ??= new Error(`offset ${offset} was ${known} and is ${value}`);
    }
    this.#known.set(offset, value);
  }

  /** Who believes to lead, as a client would find out that asks a random broker. */
  #leader(): Broker | undefined {
    const { brokers } = this.#cluster;
    const asked = [...brokers.values()][this.#random.below(brokers.size)]!;
    return brokers.get(asked.image.topic('t')?.partitions[0]?.leader ?? -1);
  }

  /** What it gives, while time passes; undefined if it fails. */
  async #ended<T>(action: Promise<T>): Promise<T | undefined> {
    let ended = false;
    const value = action.then(
      (result) => result,
      () => undefined,
    );
    void value.then(() => {
      ended = true;
    });
    await this.#passing(() => ended);
    return await value;
  }

  async #passing(condition: () => boolean): Promise<void> {
    for (let turn = 0; turn < 3000; turn++) {
      if (condition()) return;
      await this.#cluster.clock.advance(turn < 20 ? 0 : 50);
    }
    throw new Error(`it did not come about\n${this.#cluster.log.slice(-30).join('\n')}`);
  }
}

describe('brokers that fail at random', () => {
  test.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))('seed %i', async (seed) => {
    const cluster = await RandomCluster.start(seed);
    try {
      for (let step = 0; step < STEPS; step++) await cluster.step();
      await cluster.settle();
      expect(cluster.known).toBeGreaterThan(5);
    } catch (cause) {
      throw new Error(`${(cause as Error).message}\n${cluster.history.join('\n')}`, { cause });
    } finally {
      await cluster.stop();
    }
  });
});
