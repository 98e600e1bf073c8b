import {
  type Coordination,
  MultiError,
  type Operation,
  ZooKeeperError,
} from '../../zookeeper/coordination.ts';
import { unlessMissing } from '../metadata/topic-store.ts';
import { paths } from '../metadata/znode-paths.ts';
import { controllerZnode, numberZnode } from '../metadata/znodes.ts';
import type { Term } from './fenced-coordination.ts';

/** The epoch before the first controller's (KafkaController.InitialControllerEpoch). */
const INITIAL_EPOCH = 0;

/**
 * Takes the controller's place if it is free: makes `/controller` and raises `/controller_epoch` in one
 * transaction, so that of several brokers one wins, with an epoch of its own
 * (KafkaZkClient.registerControllerAndIncrementControllerEpoch).
 *
 * What a former life of this broker left there is no hindrance: two brokers with one id cannot both hold
 * the lock on that broker's data, so that life is over, although its session may not have expired yet.
 *
 * @returns the term, or undefined when another broker is controller.
 * @throws ZooKeeperError, also CONNECTIONLOSS: asking again finds out who won; ZnodeError
 */
export async function electController(
  coordination: Coordination,
  brokerId: number,
  now: number,
): Promise<Term | undefined> {
  for (;;) {
    const epoch = await currentEpoch(coordination);
    const holder = await unlessMissing(coordination.getData(paths.controller));
    if (holder !== undefined) {
      const { ephemeralOwner } = holder.stat;
      // An election whose answer was lost.
      if (ephemeralOwner === coordination.sessionId) {
        return await termNow(coordination, ephemeralOwner);
      }
      if (controllerZnode.decode(paths.controller, holder.data) !== brokerId) return undefined;
    }
    const next = epoch.value + 1;
    const { sessionId } = coordination;
    const operations: Operation[] = [
      ...(holder === undefined ? [] : [{ type: 'delete' as const, path: paths.controller }]),
      {
        type: 'create',
        path: paths.controller,
        data: controllerZnode.encode(brokerId, now),
        mode: 'ephemeral',
      },
      {
        type: 'setData',
        path: paths.controllerEpoch,
        data: numberZnode.encode(next),
        version: epoch.version,
      },
    ];
    try {
      await coordination.multi(operations);
      return { epoch: next, epochZkVersion: epoch.version + 1, sessionId };
    } catch (error) {
      // Somebody was faster, or has gone meanwhile: the next look tells.
      const raced = ['NODEEXISTS', 'NONODE', 'BADVERSION'];
      if (!(error instanceof MultiError) || !raced.includes(error.code)) throw error;
    }
  }
}

async function termNow(coordination: Coordination, sessionId: bigint): Promise<Term> {
  const { value, version } = await currentEpoch(coordination);
  return { epoch: value, epochZkVersion: version, sessionId };
}

async function currentEpoch(
  coordination: Coordination,
): Promise<{ value: number; version: number }> {
  for (;;) {
    const found = await unlessMissing(coordination.getData(paths.controllerEpoch));
    if (found !== undefined) {
      const value = numberZnode.decode(paths.controllerEpoch, found.data);
      return { value, version: found.stat.version };
    }
    try {
      await coordination.create(paths.controllerEpoch, numberZnode.encode(INITIAL_EPOCH));
    } catch (error) {
      if (!(error instanceof ZooKeeperError && error.code === 'NODEEXISTS')) throw error;
    }
  }
}
