import { expect, test } from 'vitest';
import { AcknowledgedLog } from '../../conformance/kafka/acknowledged-log.ts';
import { corpus } from '../../conformance/kafka/corpus.ts';
import { acknowledgementFrame, Frame } from '../../conformance/kafka/record-frames.ts';
import { BrokerClient } from '../../harness/broker-client.ts';
import { InProcessBroker } from '../../harness/in-process-broker.ts';

const texts = [corpus(20, 1).map((record) => ({ ...record, value: record.value ?? Buffer.of() }))];
const producers = [
  { name: 'once', isIdempotent: true },
  { name: 'again', isIdempotent: false },
];

/** What `log.check` says of a topic with these records (`NAME:NUMBER`) and acknowledgements. */
async function verdict(
  stored: readonly string[],
  acknowledged: readonly (readonly [record: string, offset: number])[],
  change: (value: Uint8Array) => Uint8Array = (value) => value,
  beganAgain: readonly string[] = [],
): Promise<string> {
  const broker = await InProcessBroker.start();
  try {
    const client = new BrokerClient(await broker.connect());
    await client.createTopic('t', 1, { 'retention.ms': '-1' });
    const records = stored.map((what) => {
      const [name, number] = what.split(':');
      const { timestamp, value, headers } = texts[0]![Number(number)]!;
      return {
        timestamp,
        key: Buffer.from(`${name}:0:${number}`),
        value: change(value),
        headers: headers.map((header) => ({ key: header.name, value: header.value })),
      };
    });
    if (records.length > 0) await client.produce('t', [], { records });
    const log = new AcknowledgedLog('t', producers, texts);
    for (const name of beganAgain) log.beganAgain(name);
    for (const [what, offset] of acknowledged) {
      const [name = '', number] = what.split(':');
      const frame = acknowledgementFrame({ partition: 0, offset, number: Number(number) });
      log.acknowledge(name, new Frame(frame));
    }
    return await log.check(client).then(
      () => 'fine',
      (error: Error) => error.message,
    );
  } finally {
    await broker.stop();
  }
}

test('what is acknowledged is there; what is not may be', async () => {
  const stored = ['once:0', 'again:0', 'once:1', 'once:2'];
  expect(
    await verdict(stored, [
      ['once:0', 0],
      ['again:0', 1],
      ['once:1', 2],
    ]),
  ).toBe('fine');
});

test('something acknowledged is lost', async () => {
  expect(
    await verdict(
      ['once:0'],
      [
        ['once:0', 0],
        ['once:1', 1],
      ],
    ),
  ).toBe('once:0:1 was acknowledged at 1; there is undefined, end 1');
});

test('something acknowledged is somewhere else', async () => {
  expect(await verdict(['again:0', 'once:0'], [['once:0', 0]])).toContain('there is again:0:0');
});

test('twice is once too often only of an idempotent producer', async () => {
  expect(await verdict(['again:0', 'again:1', 'again:0', 'again:1'], [['again:1', 3]])).toBe(
    'fine',
  );
  expect(await verdict(['once:0', 'once:1', 'once:0'], [])).toBe('once:0:0 where 2 comes next');
});

test('an idempotent producer that began again may repeat, but leave nothing out', async () => {
  const same = (value: Uint8Array) => value;
  expect(await verdict(['once:0', 'once:1', 'once:0'], [], same, ['once'])).toBe('fine');
  expect(await verdict(['once:0', 'once:2'], [], same, ['once'])).toBe(
    'once:0:2 where 1 comes next',
  );
});

test('no record may be left out or overtaken', async () => {
  expect(await verdict(['again:0', 'again:2', 'again:1'], [])).toBe('again:0:2 where 1 comes next');
});

test('every byte counts', async () => {
  const shorter = (value: Uint8Array) => value.subarray(1);
  expect(await verdict(['once:0'], [['once:0', 0]], shorter)).toContain('not what was sent');
});
