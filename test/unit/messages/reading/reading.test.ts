import { describe, expect, test } from 'vitest';
import type { ReadingOptions } from '../../../../server/contract/messages/reading.ts';
import { KafkaError } from '../../../../server/node/kafka/kafka-error.ts';
import { UserError } from '../../../../server/node/user-error.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { DrivenReading } from '../../../harness/driven-reading.ts';
import { FakeTopic } from '../../../harness/fake-topic.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';

/** Partition p has records at p, p + 10, p + 20 … milliseconds, ten in a batch; values count from 0. */
function filled(partitions: number, records: number): [ManualClock, FakeTopic] {
  const clock = new ManualClock(0);
  const topic = new FakeTopic(clock, partitions);
  topic.answerBytes = 1;
  for (let partition = 0; partition < partitions; partition++)
    for (let from = 0; from < records; from += 10)
      topic.append(
        partition,
        Array.from({ length: Math.min(10, records - from) }, (_, i) => ({
          timestamp: (from + i) * 10 + partition,
          value: String(from + i),
        })),
      );
  return [clock, topic];
}

async function read(
  partitions: number,
  records: number,
  options: Partial<ReadingOptions>,
): Promise<DrivenReading> {
  const [clock, topic] = filled(partitions, records);
  const driven = new DrivenReading(clock, topic, options);
  await driven.done();
  return driven;
}

describe('where it begins', () => {
  test('with the earliest: everything, by time', async () => {
    const driven = await read(2, 15, {});
    expect((await driven.rows()).slice(0, 4)).toEqual(['0@0 0', '1@0 0', '0@1 1', '1@1 1']);
    expect(driven.status).toMatchObject({ state: 'done', scanned: 30, matching: 30, kept: 30 });
  });

  test('at an offset', async () => {
    const driven = await read(1, 15, { start: { kind: 'offset', offset: 12 } });
    expect(await driven.rows()).toEqual(['0@12 12', '0@13 13', '0@14 14']);
  });

  test('at an offset that the log does not have', async () => {
    const driven = await read(1, 15, { start: { kind: 'offset', offset: 100 } });
    expect(driven.status).toMatchObject({ state: 'done', scanned: 0 });
  });

  test('at a time', async () => {
    const [clock, topic] = filled(1, 20);
    const driven = new DrivenReading(clock, topic, { start: { kind: 'timestamp', timestamp: 95 } });
    await driven.done();
    expect((await driven.rows())[0]).toBe('0@10 10');
  });

  test('with what comes from now on', async () => {
    const [clock, topic] = filled(1, 15);
    const driven = new DrivenReading(clock, topic, { start: { kind: 'latest' }, stop: {} });
    await driven.until(({ state }) => state === 'live');
    topic.append(0, [{ value: '"new"' }]);
    await driven.until(({ scanned }) => scanned === 1);
    expect(await driven.rows()).toEqual(['0@15 "new"']);
  });

  test('with chosen partitions', async () => {
    const driven = await read(3, 1, { partitions: [0, 2] });
    expect(await driven.rows()).toEqual(['0@0 0', '2@0 0']);
  });
});

describe('the last records', () => {
  test('are the newest of all partitions together', async () => {
    const driven = await read(3, 500, { start: { kind: 'last', count: 4 } });
    expect(await driven.rows()).toEqual(['2@498 498', '0@499 499', '1@499 499', '2@499 499']);
    expect(driven.status).toMatchObject({ kept: 4, matching: 4 });
  });

  test('are looked for as far back as needed where partitions differ', async () => {
    const clock = new ManualClock(0);
    const topic = new FakeTopic(clock, 3);
    for (let i = 0; i < 1_000; i++) topic.append(0, [{ timestamp: 10_000 + i, value: String(i) }]);
    topic.append(1, [{ timestamp: 5, value: '"old"' }]);
    const driven = new DrivenReading(clock, topic, { start: { kind: 'last', count: 600 } });
    await driven.done();
    const rows = await driven.rows();
    expect(rows).toHaveLength(600);
    expect(rows[0]).toBe('0@400 400');
  });

  test('are all where there are fewer', async () => {
    const driven = await read(2, 5, { start: { kind: 'last', count: 100 } });
    expect(driven.status).toMatchObject({ state: 'done', kept: 10 });
  });

  test('can be followed by what arrives', async () => {
    const [clock, topic] = filled(2, 50);
    const driven = new DrivenReading(clock, topic, { start: { kind: 'last', count: 2 }, stop: {} });
    await driven.until(({ state }) => state === 'live');
    topic.append(1, [{ timestamp: 10_000, value: '"new"' }]);
    await driven.until(({ kept }) => kept === 3);
    expect(await driven.rows()).toEqual(['0@49 49', '1@49 49', '1@50 "new"']);
  });
});

describe('where it ends', () => {
  test('at what was the end when it began', async () => {
    const [clock, topic] = filled(1, 15);
    const driven = new DrivenReading(clock, topic);
    await driven.until(({ state }) => state !== 'starting');
    topic.append(0, [{ value: '99' }]);
    expect(await driven.done()).toMatchObject({ scanned: 15 });
  });

  test('after so many records', async () => {
    const driven = await read(2, 50, { stop: { scanned: 7 } });
    expect(driven.status).toMatchObject({ state: 'done', scanned: 7, kept: 7 });
  });

  test('after so many records of each partition: the first of all are among them', async () => {
    const driven = await read(3, 50, { stop: { atEnd: true, scannedEach: 12 } });
    expect(driven.status).toMatchObject({ state: 'done', scanned: 36, kept: 36 });
    expect((await driven.rows()).slice(0, 4)).toEqual(['0@0 0', '1@0 0', '2@0 0', '0@1 1']);
    const short = await read(2, 5, { stop: { atEnd: true, scannedEach: 12 } });
    expect(short.status).toMatchObject({ state: 'done', scanned: 10 });
  });

  test('after so many that match, and not one more', async () => {
    const filter = { fields: [{ path: 'value', operator: 'greater', value: '3' }] } as const;
    const driven = await read(1, 50, { stop: { matching: 3 }, filter });
    expect(await driven.rows()).toEqual(['0@4 4', '0@5 5', '0@6 6']);
    expect(driven.status).toMatchObject({ state: 'done', kept: 7 });
  });

  test('before an offset', async () => {
    const driven = await read(2, 15, { stop: { offset: 3 } });
    expect(driven.status).toMatchObject({ state: 'done', scanned: 6 });
  });

  test('before a time', async () => {
    const driven = await read(2, 50, { stop: { timestamp: 120 } });
    expect((await driven.rows()).at(-1)).toBe('1@11 11');
    expect(driven.status).toMatchObject({ state: 'done', scanned: 24 });
  });

  test('when it is told to', async () => {
    const [clock, topic] = filled(1, 15);
    const driven = new DrivenReading(clock, topic, { stop: {} });
    await driven.until(({ state }) => state === 'live');
    driven.reading.stop();
    expect(driven.status).toMatchObject({ state: 'done', kept: 15 });
  });

  test('when it is told to while records are on their way: what has been kept is seen', async () => {
    for (let later = 0; later < 40; later++) {
      const [clock, topic] = filled(1, 100);
      topic.answerBytes = 64 * 1024;
      const driven = new DrivenReading(clock, topic, { stop: {} });
      const fetch = topic.fetch.bind(topic);
      topic.fetch = async (...asked) => {
        const came = await fetch(...asked);
        void turns(later).then(() => driven.reading.stop());
        return came;
      };
      await driven.done();
      await clock.advance(1_000);
      expect(driven.status.matching).toBe(driven.status.kept);
    }
  });

  test('when it is closed, and then nothing more is told of it', async () => {
    const [clock, topic] = filled(1, 15);
    const driven = new DrivenReading(clock, topic, { stop: {} });
    await driven.until(({ state }) => state === 'live');
    const told = driven.statuses.length;
    driven.reading.close();
    await clock.advance(5_000);
    expect(driven.statuses).toHaveLength(told);
  });
});

/** Resolves after so many turns of what is to be done at once. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await null;
}

describe('pausing', () => {
  test('fetches nothing, and goes on where it was', async () => {
    const [clock, topic] = filled(1, 15);
    const driven = new DrivenReading(clock, topic, { stop: {} });
    await driven.until(({ state }) => state === 'live');
    driven.reading.pause();
    expect(driven.status.state).toBe('paused');
    await clock.advance(1_000);
    const fetches = topic.fetches.length;
    topic.append(0, [{ value: '15' }]);
    await clock.advance(5_000);
    expect(topic.fetches).toHaveLength(fetches);
    expect(driven.status.scanned).toBe(15);
    driven.reading.resume();
    await driven.until(({ scanned }) => scanned === 16);
  });
});

describe('transactions', () => {
  function withTransactions(): [ManualClock, FakeTopic] {
    const clock = new ManualClock(0);
    const topic = new FakeTopic(clock);
    const transaction = { isTransactional: true, producerId: 7, producerEpoch: 0, baseSequence: 0 };
    topic.append(0, [{ value: '"aborted"' }], transaction);
    topic.appendMarker(0, 7, 'abort');
    topic.append(0, [{ value: '"committed"' }], transaction);
    topic.appendMarker(0, 7, 'commit');
    topic.append(0, [{ value: '"open"' }], transaction);
    const [partition] = topic.partitions;
    partition!.aborted = [{ producerId: 7, firstOffset: 0 }];
    partition!.lastStable = 4;
    return [clock, topic];
  }

  test('show what is committed', async () => {
    const driven = new DrivenReading(...withTransactions(), { isolation: 'read_committed' });
    await driven.done();
    expect(await driven.rows()).toEqual(['0@2 "committed"']);
  });

  test('show everything but their markers where that is asked for', async () => {
    const [clock, topic] = withTransactions();
    topic.partitions[0]!.lastStable = undefined;
    const driven = new DrivenReading(clock, topic);
    await driven.done();
    expect(await driven.rows()).toEqual(['0@0 "aborted"', '0@2 "committed"', '0@4 "open"']);
    const { rows } = await driven.reading.view.rows({ from: 0, count: 1 });
    expect(rows[0]).toMatchObject({
      transactional: true,
      producer: { id: 7, epoch: 0, sequence: 0 },
    });
  });
});

describe('trouble', () => {
  test('of one partition is told, and the others go on', async () => {
    const [clock, topic] = filled(2, 15);
    topic.partitions[1]!.leader = undefined;
    const driven = new DrivenReading(clock, topic, { stop: {} });
    const { partitions, problem } = await driven.until(({ scanned }) => scanned === 15);
    expect(partitions[1]?.problem).toMatch(/^Partition 1 has no leader/);
    expect(problem).toBeUndefined();
    topic.partitions[1]!.leader = { id: 2, epoch: 1 };
    const later = await driven.until(({ scanned }) => scanned === 30);
    expect(later.partitions[1]?.problem).toBeUndefined();
  });

  test('of one partition holds up no end for long', async () => {
    const [clock, topic] = filled(2, 15);
    topic.partitions[1]!.leader = undefined;
    const driven = new DrivenReading(clock, topic);
    expect(await driven.done()).toMatchObject({ state: 'done', scanned: 15 });
    expect(clock.now()).toBeLessThan(15_000);
  });

  test('when a leader moves is none', async () => {
    const [clock, topic] = filled(1, 15);
    const driven = new DrivenReading(clock, topic, { stop: {} });
    await driven.until(({ state }) => state === 'live');
    topic.partitions[0]!.leader = { id: 2, epoch: 1 };
    topic.append(0, [{ value: '15' }]);
    const { partitions } = await driven.until(({ scanned }) => scanned === 16);
    expect(partitions[0]).toMatchObject({ position: 16, end: 16 });
  });

  test('when the cluster is away is told, and ends with it', async () => {
    const [clock, topic] = filled(1, 15);
    const driven = new DrivenReading(clock, topic, { stop: {} });
    await driven.until(({ state }) => state === 'live');
    topic.failure = new UserError('Connection to localhost:9092 could not be established.');
    const away = await driven.until(({ problem }) => problem !== undefined);
    expect(away).toMatchObject({ state: 'live', problem: topic.failure.message });
    await clock.advance(60_000);
    topic.failure = undefined;
    topic.append(0, [{ value: '15' }]);
    const back = await driven.until(({ scanned }) => scanned === 16);
    expect(back.problem).toBeUndefined();
  });

  test('that lasts ends a reading that has an end', async () => {
    const [clock, topic] = filled(1, 15);
    topic.failure = new UserError('Nothing listens there.');
    const driven = new DrivenReading(clock, topic);
    expect(await driven.done()).toMatchObject({
      state: 'failed',
      problem: 'Nothing listens there.',
    });
  });

  test('that time does not heal is the end at once', async () => {
    const [clock, topic] = filled(1, 15);
    topic.failure = new KafkaError(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
    const driven = new DrivenReading(clock, topic, { stop: {} });
    expect((await driven.done()).state).toBe('failed');
    expect(clock.now()).toBe(0);
  });

  test('of a topic that is deleted and made again: the new one is read from its beginning', async () => {
    const [clock, topic] = filled(1, 15);
    const driven = new DrivenReading(clock, topic, { stop: {} });
    await driven.until(({ state }) => state === 'live');
    topic.failure = new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    const gone = await driven.until(({ problem }) => problem !== undefined);
    expect(gone.problem).toBeDefined();
    const [partition] = topic.partitions;
    partition!.batches = [];
    partition!.end = 0;
    topic.id = 'second';
    topic.failure = undefined;
    topic.append(0, [{ timestamp: 1_000, value: '"again"' }]);
    await driven.until(({ scanned }) => scanned === 16);
    expect((await driven.rows()).at(-1)).toBe('0@0 "again"');
  });

  test('when records are deleted before they were read is told', async () => {
    const [clock, topic] = filled(1, 50);
    const driven = new DrivenReading(clock, topic, { stop: {} });
    await driven.until(({ scanned }) => scanned >= 10);
    driven.reading.pause();
    await clock.advance(1_000);
    const { scanned } = driven.status;
    topic.partitions[0]!.earliest = 40;
    driven.reading.resume();
    if (scanned >= 40) return;
    const { partitions } = await driven.until(({ state }) => state === 'live');
    expect(partitions[0]?.problem).toMatch(/were deleted before they were read/);
  });

  test('of a damaged batch leaves that one out', async () => {
    const [clock, topic] = filled(1, 30);
    const [, second] = topic.partitions[0]!.batches;
    second![second!.length - 1]! ^= 1;
    const driven = new DrivenReading(clock, topic);
    const { partitions, scanned } = await driven.done();
    expect(scanned).toBe(20);
    expect(partitions[0]?.problem).toBe(
      'A batch of partition 0 that ends at offset 19 is left out: its checksum is wrong.',
    );
  });

  test('of a partition that is not there is told', async () => {
    const driven = await read(1, 5, { partitions: [0, 4] });
    expect(driven.status).toMatchObject({ state: 'done', scanned: 5 });
    expect(driven.status.partitions[1]?.problem).toBe('There is no partition 4: topic has 1.');
  });
});

describe('partitions that are added', () => {
  test('are read from their beginning', async () => {
    const [clock, topic] = filled(1, 15);
    const driven = new DrivenReading(clock, topic, { start: { kind: 'latest' }, stop: {} });
    await driven.until(({ state }) => state === 'live');
    topic.partitions.push(...new FakeTopic(clock).partitions);
    topic.append(1, [{ value: '"added"' }]);
    await driven.until(({ scanned }) => scanned === 1);
    expect(await driven.rows()).toEqual(['1@0 "added"']);
  });
});

describe('what is kept', () => {
  test('stays within its memory: the oldest go', async () => {
    const clock = new ManualClock(0);
    const topic = new FakeTopic(clock);
    const value = JSON.stringify('x'.repeat(1_000));
    for (let i = 0; i < 5_000; i++) topic.append(0, [{ timestamp: i, value }]);
    const memory = 2 * 1024 * 1024;
    const driven = new DrivenReading(clock, topic, { memory });
    const { kept, evicted, keptBytes, matching } = await driven.done();
    expect(keptBytes).toBeLessThanOrEqual(memory);
    expect(kept).toBeGreaterThan(1_500);
    expect(kept + evicted).toBe(5_000);
    expect(matching).toBe(kept);
    const { rows } = await driven.reading.view.rows({ from: kept - 1, count: 1 });
    expect(rows[0]?.offset).toBe(4_999);
  });

  test('has what matches also of what had to go, by its name', async () => {
    const clock = new ManualClock(0);
    const topic = new FakeTopic(clock);
    const text = 'x'.repeat(1_000);
    for (let i = 0; i < 5_000; i++)
      topic.append(0, [{ timestamp: i, key: `key ${i}`, value: JSON.stringify(text) }]);
    const driven = new DrivenReading(clock, topic, {
      memory: 2 * 1024 * 1024,
      filter: { text: 'key 77' },
      stop: {},
    });
    const { view } = driven.reading;
    await driven.until(({ matching }) => matching === 1);
    const [first] = (await view.rows({ from: 0, count: 1 })).rows;
    const status = await driven.until(({ scanned }) => scanned === 5_000);
    expect(status).toMatchObject({ matching: 11, kept: 5_000 - status.evicted });
    expect(status.evicted).toBeGreaterThan(2_000);
    expect(status.keptBytes).toBeLessThanOrEqual(2 * 1024 * 1024);
    const { rows, from } = await view.rows({ anchor: first!.id, before: 0, count: 20 });
    expect(from).toBe(0);
    expect(rows[0]).toEqual(first);
    expect(rows.map(({ offset }) => offset)).toEqual([
      77, 770, 771, 772, 773, 774, 775, 776, 777, 778, 779,
    ]);
    expect((await view.detail(first!.id))?.row).toEqual(first);
    driven.reading.filter({ text: 'nothing' });
    await driven.until(({ filtering }) => filtering === undefined);
    driven.reading.filter({ text: 'key 778' });
    await driven.until(({ filtering }) => filtering === undefined);
    expect(driven.status.matching).toBe(1);
  });

  test('is told at most ten times a second', async () => {
    const [clock, topic] = filled(4, 200);
    const driven = new DrivenReading(clock, topic, { stop: {} });
    await driven.until(({ scanned }) => scanned === 800);
    expect(driven.statuses.length).toBeLessThanOrEqual(2 + clock.now() / 100);
  });
});

describe('a filter', () => {
  test('goes through what is kept, and judges what comes', async () => {
    const [clock, topic] = filled(2, 30);
    const driven = new DrivenReading(clock, topic, { stop: {} });
    await driven.until(({ scanned }) => scanned === 60);
    driven.reading.filter({ fields: [{ path: 'value', operator: 'is', value: '17' }] });
    await driven.until(({ filtering }) => filtering === undefined);
    expect(await driven.rows()).toEqual(['0@17 17', '1@17 17']);
    topic.append(0, [{ timestamp: 5_000, value: '17' }, { value: '18' }]);
    await driven.until(({ scanned }) => scanned === 62);
    expect(await driven.rows()).toEqual(['0@17 17', '1@17 17', '0@30 17']);
    expect(driven.status).toMatchObject({ matching: 3, kept: 62 });
    driven.reading.filter({});
    await driven.until(({ filtering }) => filtering === undefined);
    expect(driven.status.matching).toBe(62);
  });

  test('is given up for the next', async () => {
    const [clock, topic] = filled(1, 30);
    const driven = new DrivenReading(clock, topic);
    await driven.done();
    driven.reading.filter({ text: '1' });
    driven.reading.filter({ text: '29' });
    driven.reading.filter({ partitions: [0], time: { from: 10, to: 30 } });
    await driven.until(({ filtering }) => filtering === undefined);
    expect(await driven.rows()).toEqual(['0@1 1', '0@2 2']);
  });

  test('says which record its expression failed at', async () => {
    const [clock, topic] = filled(1, 3);
    topic.append(0, [{ value: 'null' }]);
    const driven = new DrivenReading(clock, topic, {
      filter: { expression: 'value.x === undefined' },
    });
    const { problem, matching } = await driven.done();
    expect(matching).toBe(3);
    expect(problem).toMatch(/^The expression failed at partition 0, offset 3, .*null/);
  });
});

describe('rows', () => {
  test('can be the newest first, and around a record', async () => {
    const driven = await read(1, 50, { order: 'newest' });
    const { view } = driven.reading;
    const first = await view.rows({ from: 0, count: 3 });
    expect(first).toMatchObject({ from: 0, total: 50 });
    expect(first.rows.map(({ offset }) => offset)).toEqual([49, 48, 47]);
    const anchored = await view.rows({ anchor: first.rows[2]!.id, before: 1, count: 2 });
    expect(anchored.from).toBe(1);
    expect(anchored.rows.map(({ offset }) => offset)).toEqual([48, 47]);
  });

  test('stay with a record while others come', async () => {
    const [clock, topic] = filled(1, 50);
    const driven = new DrivenReading(clock, topic, { stop: {}, order: 'newest' });
    await driven.until(({ state }) => state === 'live');
    const { view } = driven.reading;
    const [, , third] = (await view.rows({ from: 0, count: 3 })).rows;
    topic.append(0, [{ timestamp: 9_000, value: '50' }]);
    await driven.until(({ scanned }) => scanned === 51);
    const { from, rows } = await view.rows({ anchor: third!.id, before: 2, count: 3 });
    expect(from).toBe(1);
    expect(rows[2]?.id).toBe(third!.id);
  });

  test('begin with the first where the record is gone', async () => {
    const driven = await read(1, 5, {});
    const { from } = await driven.reading.view.rows({ anchor: 123_456_789, before: 2, count: 3 });
    expect(from).toBe(0);
  });

  test('have marks where the text is', async () => {
    const [clock, topic] = filled(1, 0);
    topic.append(0, [{ key: 'The MILL', value: '"a mill, a mill"' }]);
    const driven = new DrivenReading(clock, topic, { filter: { text: 'Mill' } });
    await driven.done();
    const { rows } = await driven.reading.view.rows({ from: 0, count: 1 });
    expect(rows[0]?.key.marks).toEqual([[4, 8]]);
    expect(rows[0]?.value.marks).toHaveLength(2);
  });

  test('tell null, empty and missing apart', async () => {
    const [clock, topic] = filled(1, 0);
    const headers = [{ key: 'only', value: new TextEncoder().encode('header') }];
    topic.append(0, [
      { key: null, value: null, headers },
      { key: '', value: '1' },
    ]);
    const driven = new DrivenReading(clock, topic);
    await driven.done();
    const { rows } = await driven.reading.view.rows({ from: 0, count: 2 });
    expect(rows[0]).toMatchObject({
      key: { format: 'null', size: -1 },
      value: { format: 'null', size: -1 },
      headers: [{ name: 'only', value: { text: 'header' } }],
      size: 10,
    });
    expect(rows[1]?.key).toMatchObject({ format: 'empty', size: 0 });
  });

  test('have a detail, until the record is gone', async () => {
    const driven = await read(1, 5, {});
    const { rows } = await driven.reading.view.rows({ from: 2, count: 1 });
    const detail = await driven.reading.view.detail(rows[0]!.id);
    expect(detail).toMatchObject({ row: { offset: 2 }, value: { text: '2', hex: '32', size: 1 } });
    expect(await driven.reading.view.detail(987_654)).toBeNull();
  });
});

describe('the histogram', () => {
  test('has what is kept and what matches', async () => {
    const driven = await read(1, 10, { filter: { time: { from: 0, to: 30 } } });
    expect(await driven.reading.view.histogram(10)).toEqual({
      from: 0,
      step: 10,
      kept: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
      matching: [1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
    });
  });

  test('is none without records', async () => {
    const driven = await read(1, 0, {});
    expect(await driven.reading.view.histogram(10)).toBeNull();
  });
});
