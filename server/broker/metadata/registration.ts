import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Random } from '../../ports/random.ts';
import { type Coordination, type Operation, ZooKeeperError } from '../../zookeeper/coordination.ts';
import { Turns } from '../turns.ts';
import { randomUuid } from './random-uuid.ts';
import { unlessMissing, unlessThere } from './topic-store.ts';
import { paths, persistentPaths } from './znode-paths.ts';
import { type BrokerRegistration, brokerZnode, clusterIdZnode } from './znodes.ts';

/** Makes the znodes that every Kafka finds in its ZooKeeper. */
export async function createPersistentPaths(coordination: Coordination): Promise<void> {
  // In one go: operations take effect in the order in which they are called.
  await Promise.all(persistentPaths.map((path) => unlessThere(coordination.create(path, null))));
}

/** The cluster's id, made by the first broker that asks. */
export async function clusterId(coordination: Coordination, random: Random): Promise<string> {
  const found = await unlessMissing(coordination.getData(paths.clusterId));
  if (found) return clusterIdZnode.decode(paths.clusterId, found.data);
  const id = randomUuid(random);
  await unlessThere(coordination.create(paths.clusterId, clusterIdZnode.encode(id)));
  const { data } = await coordination.getData(paths.clusterId);
  return clusterIdZnode.decode(paths.clusterId, data);
}

interface Parts {
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * This broker's ephemeral znode, which says where it is to be found. It goes with the session that made it,
 * and in the next one is made again (KafkaController.RegisterBrokerAndReelect), so that neither clients nor
 * records notice that a session has expired.
 */
export class Registration {
  readonly #id: number;
  readonly #parts: Parts;
  readonly #onRenewed: () => void;
  readonly #turns = new Turns();
  /** The session that has the znode. */
  #sessionId = 0n;
  #epoch = -1;
  #stopListening = () => {};

  /** @param onRenewed hears that the broker is registered in another session than before */
  constructor(id: number, parts: Parts, onRenewed: () => void) {
    this.#id = id;
    this.#parts = parts;
    this.#onRenewed = onRenewed;
  }

  /** The czxid of the znode, which tells the broker's lives apart (KIP-380); −1 before it is registered. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Says where the broker is, in this session and those to come. @throws ZooKeeperError */
  async announce(broker: BrokerRegistration): Promise<void> {
    const { coordination } = this.#parts;
    await this.#register(broker);
    this.#stopListening = coordination.onState((state) => {
      if (state === 'connected') void this.#turns.take('session', () => this.#renew(broker));
    });
    // The session may be another one already than that in which the broker was registered.
    await this.#turns.take('session', () => this.#renew(broker));
  }

  /**
   * Signs off at once, rather than when the session ends, as broker and in the same moment as controller: the
   * next one must not count on this broker. Does not mind a service that has gone already.
   */
  async end(): Promise<void> {
    const { coordination } = this.#parts;
    this.#stopListening();
    if (this.#epoch === -1) return;
    try {
      const znodes = [paths.brokerId(this.#id), paths.controller];
      const stats = await Promise.all(znodes.map((path) => coordination.exists(path)));
      const ours = znodes.filter((_, i) => stats[i]?.ephemeralOwner === coordination.sessionId);
      if (ours.length > 0) {
        await coordination.multi(ours.map((path): Operation => ({ type: 'delete', path })));
      }
    } catch (error) {
      if (!(error instanceof ZooKeeperError)) throw error;
    }
  }

  async #renew(broker: BrokerRegistration): Promise<void> {
    const { coordination, logger } = this.#parts;
    if (coordination.sessionId === this.#sessionId) return;
    try {
      await this.#register(broker);
      logger.info('registered again, in a new session with the coordination service');
      this.#onRenewed();
    } catch (error) {
      // The connection has gone once more: the next one is the next attempt.
      logger.warn(`could not register again: ${(error as Error).message}`);
    }
  }

  /**
   * What an earlier life of the same broker left is replaced at once, without waiting for its session to
   * expire: two brokers with one id cannot both hold the lock on that broker's data.
   */
  async #register(broker: BrokerRegistration): Promise<void> {
    const { coordination, clock } = this.#parts;
    const path = paths.brokerId(this.#id);
    for (;;) {
      const stat = await coordination.exists(path);
      // Not before: between two sessions what is asked waits for the next one.
      const { sessionId } = coordination;
      if (stat?.ephemeralOwner === sessionId) {
        this.#epoch = stat.czxid;
        this.#sessionId = sessionId;
        return;
      }
      const data = brokerZnode.encode(broker, clock.now());
      if (stat !== undefined) await unlessMissing(coordination.delete(path));
      await unlessThere(coordination.create(path, data, { mode: 'ephemeral' }));
    }
  }
}
