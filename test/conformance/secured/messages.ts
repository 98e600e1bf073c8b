import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KafkaClient } from '../../../extension/clusters/kafka-client.ts';
import type {
  ProducingOptions,
  ProducingStatus,
} from '../../../server/contract/messages/producing.ts';
import type { Properties } from '../../../server/node/kafka/properties.ts';
import { MessagesProcess, reading } from '../../harness/messages-process.ts';
import { inDist } from '../../harness/places.ts';
import { tempFolder } from '../../harness/temp.ts';

const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

let topics = 0;

/** Sends records and reads them, as a messages panel does whose cluster has this configuration. */
export function messagesTests(properties: () => Properties): void {
  const topic = `messages-${++topics}`;
  const folder = tempFolder('secured-messages');
  let messages: MessagesProcess;

  beforeAll(async () => {
    const client = new KafkaClient(inDist('kafka-worker.js'), properties());
    try {
      const wanted = { name: topic, partitions: 2, replicationFactor: 1, configs: {} };
      await client.call('createTopic', wanted);
    } finally {
      client.dispose();
    }
    messages = new MessagesProcess();
    const cluster = { name: 'Secured', properties: properties(), readOnly: false };
    await messages.request('cluster', cluster);
  });

  afterAll(async () => {
    await messages?.close();
    folder.remove();
  });

  /** Sends, and waits for the end. */
  async function produce(options: Partial<ProducingOptions>): Promise<ProducingStatus> {
    const told = messages.events.length;
    await messages.request('produce', {
      ...{ topic, acks: -1, idempotent: true, compression: 'none' },
      partition: { kind: 'explicit', partition: 0 },
      template: { key: null, value: null, headers: [], generated: false },
      repetition: { kind: 'times', count: 1 },
      ...options,
    });
    const isLast = (status: ProducingStatus) => status.state !== 'sending';
    const event = await messages.event(
      (each) => each.kind === 'producing' && isLast(each.status),
      1,
      told,
    );
    if (event.kind !== 'producing') throw new Error('Another event was found.');
    return event.status;
  }

  test('records are sent, with all that they can have and by every codec', async () => {
    const text = (value: string) => ({ encoding: { format: 'string' }, text: value }) as const;
    for (const compression of codecs) {
      const template = {
        key: text(compression),
        value: { encoding: { format: 'json' }, text: '{"number": {{index}}}' } as const,
        headers: [{ name: 'codec', value: text(compression) }],
        generated: true,
      };
      const repetition = { kind: 'times', count: 20 } as const;
      const status = await produce({ compression, template, repetition });
      expect(status).toMatchObject({ state: 'done', acknowledged: 20, failed: 0 });
    }
    const partition = { kind: 'explicit', partition: 1 } as const;
    const template = { key: text('gone'), value: null, headers: [], generated: false };
    const tombstone = await produce({ partition, template, acks: 1, idempotent: false });
    expect(tombstone.deliveries).toMatchObject([{ partition: 1, offset: 0 }]);
  });

  test('they are read, filtered and exported', async () => {
    let told = messages.events.length;
    await messages.request('read', reading(topic, { value: { format: 'json' } }));
    const all = await messages.status(({ state }) => state === 'done', 1, told);
    expect(all).toMatchObject({ scanned: 101, matching: 101 });
    const { rows } = await messages.request('rows', { from: 0, count: 200 });
    for (const compression of codecs) {
      const sent = rows.filter(({ key }) => key.text === compression);
      expect(sent).toHaveLength(20);
      expect(sent.every((row) => row.compression === compression)).toBe(true);
      expect(sent[7]?.value.text).toBe('{"number":7}');
      expect(sent[7]?.headers).toMatchObject([{ name: 'codec', value: { text: compression } }]);
    }
    const gone = rows.filter(({ partition }) => partition === 1);
    expect(gone).toMatchObject([{ key: { text: 'gone' }, value: { size: -1 } }]);

    const filtered = await messages.filter({
      expression: 'value?.number >= 15',
      headers: [{ name: 'codec', value: 'lz4' }],
    });
    expect(filtered.matching).toBe(5);
    const file = join(folder.path, 'exported.jsonl');
    told = messages.events.length;
    await messages.request('export', { file, format: 'jsonl' });
    await messages.event(
      (each) => each.kind === 'export' && each.progress.state === 'done',
      1,
      told,
    );
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).value)).toEqual(
      [15, 16, 17, 18, 19].map((number) => ({ number })),
    );
  });

  test('what arrives is seen', async () => {
    const told = messages.events.length;
    const live = reading(topic, { start: { kind: 'latest' }, stop: {}, order: 'newest' });
    await messages.request('read', live);
    await messages.status(({ state }) => state === 'live', 1, told);
    const value = { encoding: { format: 'string' }, text: 'just now' } as const;
    await produce({ template: { key: null, value, headers: [], generated: false } });
    await messages.status(({ matching }) => matching === 1, 1, told);
    const { rows } = await messages.request('rows', { from: 0, count: 10 });
    expect(rows).toMatchObject([{ partition: 0, offset: 100, value: { text: 'just now' } }]);
    await messages.request('stop', null);
  });
}
