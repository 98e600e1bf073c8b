import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { coordinationConfig } from '../../../server/cluster/coordination-config.ts';
import { CoordinationRunner } from '../../../server/cluster/coordination-runner.ts';
import { StartTrace } from '../../../server/cluster/start-trace.ts';
import { systemClock } from '../../../server/node/system-clock.ts';
import type { Address } from '../../../server/ports/transport.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';

let folder: TempFolder;
const running: CoordinationRunner[] = [];
beforeEach(() => {
  folder = tempFolder('coordination');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((runner) => runner.stop()));
  folder.remove();
});

function start(
  dataDirectory: string | null,
  { port = 0, overrides = {} }: { port?: number; overrides?: Record<string, string> } = {},
) {
  const lines: string[] = [];
  const note = (line: string) => lines.push(line);
  const trace = new StartTrace();
  const runner = new CoordinationRunner(
    { host: '127.0.0.1', port, dataDirectory, config: coordinationConfig(overrides) },
    { clock: systemClock(), logger: { error: note, warn: note, info: note, debug: note }, trace },
  );
  running.push(runner);
  return { runner, lines, trace };
}

/** What the service answers to a four-letter word. */
async function ask({ host, port }: Address, word: string): Promise<string> {
  const socket = connect(port, host);
  socket.end(word);
  let answer = '';
  for await (const text of socket.setEncoding('utf8')) answer += text;
  return answer;
}

test('it serves from memory, of the four-letter words srvr alone, and ends when stopped', async () => {
  const { runner, trace } = start(null);
  const address = await runner.ready;
  expect(await ask(address, 'srvr')).toContain('Mode: standalone');
  expect(await ask(address, 'ruok')).toContain('not in the whitelist');
  expect(trace.marks.map(({ step }) => step)).toEqual([
    'coordination service: code is loaded',
    'coordination service: store is open',
    'coordination service: accepts connections',
  ]);
  await runner.stop();
  expect(await runner.ended).toBeUndefined();
  await expect(ask(address, 'srvr')).rejects.toThrow('ECONNREFUSED');
});

test('it answers the four-letter words that it is told to, and ticks as it is told to', async () => {
  const { runner } = start(null, {
    overrides: {
      'zookeeper.4lw.commands.whitelist': 'ruok, conf',
      'zookeeper.tickTime': '100',
      'zookeeper.maxSessionTimeout': '60000',
    },
  });
  const address = await runner.ready;
  expect(await ask(address, 'ruok')).toBe('imok');
  expect(await ask(address, 'mntr')).toContain('not in the whitelist');
  expect((await ask(address, 'conf')).split('\n')).toEqual(
    expect.arrayContaining(['tickTime=100', 'minSessionTimeout=200', 'maxSessionTimeout=60000']),
  );
});

test('it claims the data directory while it runs, and opens it again', async () => {
  const first = start(folder.path).runner;
  await first.ready;
  expect(readdirSync(folder.path).toSorted()).toEqual([
    'millrace.json',
    'millrace.pid',
    'zookeeper',
  ]);
  const second = start(folder.path).runner;
  await expect(second.ready).rejects.toMatchObject({ failure: { kind: 'data-locked' } });
  expect(await second.ended).toMatchObject({ failure: { kind: 'data-locked' } });
  expect(readdirSync(folder.path)).toContain('millrace.pid');
  await first.stop();
  expect(readdirSync(folder.path).toSorted()).toEqual(['millrace.json', 'zookeeper']);
  await start(folder.path).runner.ready;
});

test('a start that fails at the port lets go of the data', async () => {
  const { port } = await start(null).runner.ready;
  const failed = start(folder.path, { port }).runner;
  await expect(failed.ready).rejects.toMatchObject({ failure: { kind: 'port-in-use', port } });
  await start(folder.path).runner.ready;
});

test('one that is stopped while it starts ends', async () => {
  const { runner } = start(folder.path);
  await runner.stop();
  expect(await runner.ended).toBeUndefined();
  await start(folder.path).runner.ready;
});
