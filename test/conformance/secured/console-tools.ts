import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Properties } from '../../../server/node/kafka/properties.ts';
import { formatProperties } from '../../../server/properties/properties-text.ts';
import { tempFolder } from '../../harness/temp.ts';
import { runOurs } from '../console/tool-runners.ts';

let topics = 0;

/** The console tools, with this configuration in the file that `--command-config` names. */
export function consoleToolsTests(properties: () => Properties): void {
  const topic = `console-${++topics}`;
  const group = `${topic}-readers`;
  const folder = tempFolder('secured-console');
  const config = join(folder.path, 'client.properties');

  beforeAll(() => writeFileSync(config, formatProperties(properties())));
  afterAll(() => folder.remove());

  /** What a tool prints. @throws Error unless it ends with code 0 */
  async function output(tool: string, args: readonly string[], stdin = ''): Promise<string> {
    const bootstrap = ['--bootstrap-server', properties()['bootstrap.servers']!];
    const { code, stdout, stderr } = await runOurs(tool, [...bootstrap, ...args], stdin);
    if (code !== 0) throw new Error(`${tool} ended with code ${code}:\n${stdout}${stderr}`);
    return stdout;
  }

  test('make a topic, fill it, read it, and delete it', async () => {
    const command = ['--command-config', config];
    const created = await output('kafka-topics', [
      ...command,
      ...['--create', '--topic', topic, '--partitions', '1', '--replication-factor', '1'],
    ]);
    expect(created).toContain(`Created topic ${topic}.`);
    const records = 'h1:a,h2:b\tkey 1\tvalue 1\nh1:c\tkey 2\tvalue 2\n';
    await output(
      'kafka-console-producer',
      [
        ...['--topic', topic, '--producer.config', config, '--compression-codec', 'zstd'],
        ...['--property', 'parse.key=true', '--property', 'parse.headers=true'],
      ],
      records,
    );
    const read = await output('kafka-console-consumer', [
      ...['--topic', topic, '--consumer.config', config, '--group', group],
      ...['--from-beginning', '--max-messages', '2', '--timeout-ms', '20000'],
      ...['--property', 'print.key=true', '--property', 'print.headers=true'],
    ]);
    expect(read).toBe(records);
    const offsets = await output('kafka-get-offsets', [...command, '--topic', topic]);
    expect(offsets).toBe(`${topic}:0:2\n`);
    const described = await output('kafka-consumer-groups', [
      ...command,
      ...['--describe', '--group', group],
    ]);
    expect(described).toMatch(new RegExp(`^${group}\\s+${topic}\\s+0\\s+2\\s+2\\s+0\\s`, 'm'));
    await output('kafka-topics', [...command, '--delete', '--topic', topic]);
    expect(await output('kafka-topics', [...command, '--list'])).not.toContain(`${topic}\n`);
  });
}
