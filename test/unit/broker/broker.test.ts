import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { joinGroupRequest, joinGroupResponse } from '../../../server/protocol/api/11-join-group.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import { BrokerClient } from '../../harness/broker-client.ts';
import { InProcessBroker } from '../../harness/in-process-broker.ts';
import { settled } from '../../harness/manual-clock.ts';
import { FaultyStore } from '../storage/faulty-store.ts';

let store: FaultyStore;
let broker: InProcessBroker;

beforeEach(async () => {
  store = new FaultyStore(new MemoryStore());
  broker = await InProcessBroker.start({ 'group.initial.rebalance.delay.ms': '60000' }, store);
});

const connect = async () => new BrokerClient(await broker.connect());
const errors = () => broker.log.filter((line) => line.startsWith('error'));

describe('stopping', () => {
  afterEach(() => broker.stop());

  test('in the midst of a load loses nothing that was acknowledged', async () => {
    const clients = await Promise.all(Array.from({ length: 4 }, connect));
    await clients[0]!.createTopic('t', 4);
    const acknowledged: string[] = [];
    let heard = () => {};
    const produce = async (client: BrokerClient, partition: number, value: string) => {
      const { baseOffset } = await client.produce('t', [value], { partition });
      acknowledged.push(`${partition}/${baseOffset}:${value}`);
      heard();
    };
    const load = clients.map(async (client, partition) => {
      for (let i = 0; i < 1000; i += 2) {
        await Promise.all([i, i + 1].map((n) => produce(client, partition, `v${n}`)));
      }
    });
    const ended = Promise.allSettled(load);
    await new Promise<void>((resolve) => {
      heard = () => acknowledged.length > 50 && resolve();
    });
    await broker.restart();
    expect((await ended).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));

    const client = await connect();
    const kept: string[] = [];
    for (const partition of clients.keys()) {
      const values = await client.values('t', 0, { partition });
      kept.push(...values.map((value) => `${partition}/${value}`));
    }
    expect(kept).toEqual(expect.arrayContaining(acknowledged));
    expect(errors()).toEqual([]);
  });

  test('waits for what is being written and created, and for nobody who only waits', async () => {
    const producer = await connect();
    await producer.createTopic('t');
    const fetching = (await connect()).fetch('t', 0, { maxWaitMs: 2 ** 31 - 1, minBytes: 1 });
    const joining = (await connect()).wire.request(joinGroupRequest, joinGroupResponse, 3, {
      groupId: 'g',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 60_000,
      memberId: '',
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: new Uint8Array() }],
    });
    const waiting = [fetching, joining].map((each) => each.catch(() => undefined));
    await settled();

    const written = store.holdWrites();
    producer.produce('t', ['a']).catch(() => {});
    (await connect()).createTopic('late', 3).catch(() => {});
    await settled();
    let stopped = false;
    const restarted = broker.restart().then(() => {
      stopped = true;
    });
    await settled();
    expect(stopped).toBe(false);
    written();
    await restarted;
    await Promise.all(waiting);
    const client = await connect();
    expect(await client.values('t')).toEqual(['0:a']);
    expect(await client.produce('late', ['a'], { partition: 2 })).toMatchObject({ errorCode: 0 });
    expect(errors()).toEqual([]);
  });
});
