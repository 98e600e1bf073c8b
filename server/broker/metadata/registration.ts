import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Random } from '../../ports/random.ts';
import { type Coordination, ZooKeeperError } from '../../zookeeper/coordination.ts';
import { Turns } from '../turns.ts';
import { randomUuid } from './random-uuid.ts';
import { unlessMissing } from './topic-store.ts';
import { paths, persistentPaths } from './znode-paths.ts';
import {
  type BrokerRegistration,
  brokerZnode,
  clusterIdZnode,
  controllerZnode,
  numberZnode,
} from './znodes.ts';

/** Makes the znodes that every Kafka finds in its ZooKeeper. */
export async function createPersistentPaths(coordination: Coordination): Promise<void> {
  for (const path of persistentPaths) await unlessThere(coordination.create(path, null));
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
 * This broker's ephemeral znodes: that it is controller, and where it is to be found. They go with the
 * session that made them, and in the next one are made again (KafkaController.RegisterBrokerAndReelect), so
 * that neither clients nor records notice that a session has expired.
 */
export class Registration {
  readonly #id: number;
  readonly #parts: Parts;
  readonly #turns = new Turns();
  /** The session that has the znodes. */
  #sessionId = 0n;
  #controllerEpoch = 0;
  #stopListening = () => {};

  constructor(id: number, parts: Parts) {
    this.#id = id;
    this.#parts = parts;
  }

  /** Of this broker as controller; 0 before it is. */
  get controllerEpoch(): number {
    return this.#controllerEpoch;
  }

  /** Takes the controller's place. @throws ZooKeeperError, ZnodeError */
  async elect(): Promise<void> {
    const { coordination, clock } = this.#parts;
    this.#sessionId = coordination.sessionId;
    this.#controllerEpoch = await becomeController(coordination, this.#id, clock.now());
  }

  /** Says where the broker is, in this session and those to come. @throws ZooKeeperError */
  async announce(broker: BrokerRegistration): Promise<void> {
    const { coordination, clock } = this.#parts;
    const renew = () => this.#turns.take('session', () => this.#renew(broker));
    await register(coordination, this.#id, broker, clock.now());
    this.#stopListening = coordination.onState((state) => {
      if (state === 'connected') void renew();
    });
    // The session may be another one already than that in which this broker became controller.
    await renew();
  }

  /** Signs off. Does not mind a coordination service that has gone already. */
  async end(): Promise<void> {
    this.#stopListening();
    await deregister(this.#parts.coordination, this.#id);
  }

  async #renew(broker: BrokerRegistration): Promise<void> {
    const { coordination, clock, logger } = this.#parts;
    const { sessionId } = coordination;
    if (sessionId === this.#sessionId) return;
    try {
      this.#controllerEpoch = await becomeController(coordination, this.#id, clock.now());
      await register(coordination, this.#id, broker, clock.now());
      this.#sessionId = sessionId;
      logger.info('registered again, in a new session with the coordination service');
    } catch (error) {
      // The connection has gone once more: the next one is the next attempt.
      logger.warn(`could not register again: ${(error as Error).message}`);
    }
  }
}

/**
 * Says that the broker is there, for as long as the session lasts. What an earlier life of the same
 * broker left is replaced at once, without waiting for its session to expire: two brokers with one id
 * cannot both hold the lock on that broker's data.
 */
async function register(
  coordination: Coordination,
  id: number,
  broker: BrokerRegistration,
  now: number,
): Promise<void> {
  await replaceEphemeral(coordination, paths.brokerId(id), brokerZnode.encode(broker, now));
}

/**
 * Takes the controller's place and returns its new epoch. With one broker there is nobody to lose
 * against.
 */
async function becomeController(
  coordination: Coordination,
  id: number,
  now: number,
): Promise<number> {
  await replaceEphemeral(coordination, paths.controller, controllerZnode.encode(id, now));
  const found = await unlessMissing(coordination.getData(paths.controllerEpoch));
  const epoch = found ? numberZnode.decode(paths.controllerEpoch, found.data) + 1 : 1;
  if (found) {
    await coordination.setData(
      paths.controllerEpoch,
      numberZnode.encode(epoch),
      found.stat.version,
    );
  } else {
    await coordination.create(paths.controllerEpoch, numberZnode.encode(epoch));
  }
  return epoch;
}

/** Signs off at once, rather than when the session ends. Does not mind a service that has gone already. */
async function deregister(coordination: Coordination, id: number): Promise<void> {
  try {
    await unlessMissing(coordination.delete(paths.controller));
    await unlessMissing(coordination.delete(paths.brokerId(id)));
  } catch (error) {
    if (!(error instanceof ZooKeeperError)) throw error;
  }
}

async function replaceEphemeral(
  coordination: Coordination,
  path: string,
  data: Uint8Array,
): Promise<void> {
  await unlessMissing(coordination.delete(path));
  await coordination.create(path, data, { mode: 'ephemeral' });
}

async function unlessThere(creation: Promise<string>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!(error instanceof ZooKeeperError && error.code === 'NODEEXISTS')) throw error;
  }
}
