// Consumer groups of three members, of which one leaves and one is killed, with each client.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { need } from '../../harness/requirements.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';
import { ClientProgram } from './client-program.ts';
import { clients, prepareClients } from './clients.ts';
import { ConsumerGroup } from './consumer-group.ts';
import { corpus } from './corpus.ts';
import { ExpectedRecords } from './expected-records.ts';
import { withBroker } from './stored-batches.ts';
import { until } from './until.ts';

const PARTITIONS = 6;
/** The records come in five parts, each of as many as this in each partition. */
const PART = 1000;
const SESSION_MS = 3000;

const groups = clients.flatMap((client) =>
  client.assignors.map((assignor) => ({ client, assignor })),
);

let folder: TempFolder;
let millrace: MillraceProcess;
const open: ConsumerGroup[] = [];

beforeAll(async () => {
  await prepareClients();
  folder = tempFolder('groups');
  // Below what Kafka allows, so that a killed member is missed soon.
  const overrides = { 'group.min.session.timeout.ms': 1000 };
  millrace = await startMillrace({ overrides });
});
afterAll(async () => {
  await Promise.all(open.map((group) => group.end()));
  await millrace?.stop();
  folder?.remove();
});

describe('three members, of whom one leaves and one is killed', () => {
  test.concurrent.for(groups)('$client.name, $assignor', async ({ client, assignor }, context) => {
    need(context, ...client.needs);
    const { bootstrap } = millrace;
    const topic = `${client.name.replaceAll(/\W/g, '')}-${assignor}`;
    await withBroker(bootstrap, (broker) =>
      broker.createTopic(topic, PARTITIONS, { 'retention.ms': '-1' }),
    );
    const sent = corpus(5 * PART * PARTITIONS, PARTITIONS).map(client.sends);
    const records = ExpectedRecords.of(sent, PARTITIONS);
    const started = Date.now();
    const expected = client.setsTimestamps
      ? records
      : records.producedWithin(started, Number.MAX_SAFE_INTEGER);
    const all = (count: number) => new Array<number>(PARTITIONS).fill(count);
    let parts = 0;
    /** Lets the client produce the next part. */
    const produce = async () => {
      const file = join(folder.path, `${topic}-${parts}.frames`);
      records.save(file, all(parts * PART), all((parts + 1) * PART));
      parts++;
      const job = {
        do: 'produce',
        bootstrap,
        topic,
        codec: 'lz4',
        file,
        idempotent: false,
      } as const;
      await new ClientProgram(client.command, job, {}).done();
    };
    const job = { do: 'join', bootstrap, topic, group: topic, assignor } as const;
    const group = new ConsumerGroup(client, { ...job, sessionTimeoutMs: SESSION_MS }, expected);
    open.push(group);

    await produce();
    const [staying, leaving, killed] = [group.join(), group.join(), group.join()];
    await group.shared(staying, leaving, killed);
    await group.got(all(PART));
    await group.committed(all(PART));

    // As long as nobody comes or goes, every record comes once.
    const members = [staying, leaving, killed];
    const assigned = members.map((member) => member.assigned);
    await produce();
    await group.got(all(2 * PART));
    expect(group.repeated(PART)).toBe(0);
    expect(members.map((member) => member.assigned)).toEqual(assigned);
    const share = (PARTITIONS / members.length) * PART;
    expect(members.map((member) => member.count(PART))).toEqual([share, share, share]);

    // Who leaves has committed what it got.
    await group.committed(all(2 * PART));
    await group.leave(leaving);
    await group.shared(staying, killed);
    await produce();
    await group.got(all(3 * PART));
    expect(group.repeated(PART)).toBe(0);

    // What was lost with a killed member comes again, from where it last committed.
    await group.committed(all(3 * PART));
    const orphaned = killed.assigned;
    const before = killed.count();
    const producing = produce();
    await until(
      () => 'the member to be killed to get something',
      () => killed.count() > before,
    );
    await group.kill(killed);
    const commits = await group.commits();
    group.watchFirsts();
    await producing;
    await group.shared(staying);
    await group.got(all(4 * PART));
    await group.committed(all(4 * PART));
    for (const partition of orphaned) {
      if (commits[partition]! < 4 * PART)
        expect(group.firsts.get(partition)).toBe(commits[partition]);
    }

    // And who comes later resumes where the group was.
    await group.leave(staying);
    await produce();
    const late = group.join();
    await group.got(all(5 * PART));
    await group.committed(all(5 * PART));
    expect(group.repeated(4 * PART)).toBe(0);
    expect(late.count()).toBe(PARTITIONS * PART);
    await group.leave(late);
    expect(await group.commits()).toEqual(all(5 * PART));
  });
});

describe('a static member that comes back in time', () => {
  const able = clients.filter(({ canBeStatic }) => canBeStatic);

  test.concurrent.for(able)('$name', async (client, context) => {
    need(context, ...client.needs);
    const { bootstrap } = millrace;
    const topic = `${client.name.replaceAll(/\W/g, '')}-static`;
    await withBroker(bootstrap, (broker) =>
      broker.createTopic(topic, PARTITIONS, { 'retention.ms': '-1' }),
    );
    const sent = corpus(PART * PARTITIONS, PARTITIONS).map(client.sends);
    const records = ExpectedRecords.of(sent, PARTITIONS);
    const expected = client.setsTimestamps
      ? records
      : records.producedWithin(Date.now(), Number.MAX_SAFE_INTEGER);
    // Where all partitions move at once, nothing happens after they have moved.
    const job = { do: 'join', bootstrap, topic, group: topic, assignor: 'range' } as const;
    const group = new ConsumerGroup(client, { ...job, sessionTimeoutMs: 30_000 }, expected);
    open.push(group);
    const staying = group.join({ instanceId: 'staying' });
    const restarted = group.join({ instanceId: 'restarted' });
    await group.shared(staying, restarted);
    const { assigned, rebalances } = staying;
    await group.kill(restarted);
    const again = group.join({ instanceId: 'restarted' });
    await group.shared(staying, again);
    const file = join(folder.path, `${topic}.frames`);
    records.save(file);
    const produce = { do: 'produce', bootstrap, topic, codec: 'none', file } as const;
    await new ClientProgram(client.command, { ...produce, idempotent: false }, {}).done();
    await group.got(records.ends);
    expect(group.repeated()).toBe(0);
    expect(again.assigned).toEqual(restarted.assigned);
    expect(again.count()).toBe((PART * PARTITIONS) / 2);
    expect({ assigned: staying.assigned, rebalances: staying.rebalances }).toEqual({
      assigned,
      rebalances,
    });
  });
});
