import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BrokerThread } from '../../../server/cluster/broker-thread.ts';
import { ClusterError } from '../../../server/cluster/cluster-error.ts';
import { StartTrace } from '../../../server/cluster/start-trace.ts';
import type { LogLine } from '../../../server/contract/control.ts';
import type { Address } from '../../../server/ports/transport.ts';
import { tempFolder } from '../../harness/temp.ts';

const folder = tempFolder('thread');
afterAll(() => folder.remove());

const HEAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const send = (message) => parentPort.postMessage(message);
  const obey = () => parentPort.on('message', ({ type }) => {
    if (type === 'stop' || type === 'kill') process.exit();
  });
`;
/** What a broker's thread does in each test, in place of a broker. */
const SCRIPTS = {
  good: `
    obey();
    parentPort.once('message', (message) => {
      send({ type: 'log', line: { time: 1, level: 'info', source: 'broker 1', text: JSON.stringify(workerData) } });
      const { host, port } = message.coordination;
      send({ type: 'ready', address: { host, port: port + 1 }, marks: [{ step: 'up', at: 1 }] });
    });`,
  failing: `
    obey();
    parentPort.once('message', () => {
      send({ type: 'failed', failure: { kind: 'port-in-use', message: 'taken', port: 9092 } });
    });`,
  crashing: `
    parentPort.on('message', () => {
      send({ type: 'ready', address: { host: 'h', port: 1 }, marks: [] });
      setImmediate(() => { throw new Error('a fault'); });
    });`,
  leaving: 'process.exit(3);',
  deaf: `
    parentPort.once('message', () => {
      send({ type: 'ready', address: { host: 'h', port: 1 }, marks: [] });
      parentPort.on('message', () => {});
    });`,
  busy: `
    obey();
    parentPort.once('message', () => {
      send({ type: 'ready', address: { host: 'h', port: 1 }, marks: [] });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      send({ type: 'log', line: { time: 1, level: 'info', source: 'broker 1', text: 'done' } });
      setImmediate(() => send({ type: 'log', line: { time: 1, level: 'info', source: 'broker 1', text: 'next' } }));
    });`,
} as const;

function start(
  script: keyof typeof SCRIPTS,
  coordination: Promise<Address> = Promise.resolve({ host: 'h', port: 2181 }),
) {
  const path = join(folder.path, `${script}.cjs`);
  writeFileSync(path, HEAD + SCRIPTS[script]);
  const lines: LogLine[] = [];
  const timers: (() => void)[] = [];
  const trace = new StartTrace();
  const thread = new BrokerThread(
    { id: 1, host: 'h', port: 0, coordination, dataDirectory: '/data', config: { a: 'b' } },
    {
      script: path,
      logLevel: 'warn',
      clock: {
        now: () => 5,
        monotonic: () => 0,
        after: (_, run) => {
          timers.push(run);
          return { cancel: () => timers.splice(timers.indexOf(run), 1) };
        },
      },
      sink: (line) => lines.push(line),
      trace,
    },
  );
  return { thread, lines, timers, trace };
}

test('a broker gets what it needs, says what it does, and stops when asked', async () => {
  const { thread, lines, timers, trace } = start('good');
  expect(await thread.ready).toEqual({ host: 'h', port: 2182 });
  expect(JSON.parse(lines[0]?.text ?? '')).toEqual({
    id: 1,
    host: 'h',
    port: 0,
    dataDirectory: '/data',
    config: { a: 'b' },
    logLevel: 'warn',
  });
  expect(trace.marks).toEqual([{ step: 'up', at: 1 }]);
  await thread.stop();
  expect(await thread.ended).toBeUndefined();
  expect(timers).toEqual([]);
});

test('a broker that cannot start says why, and its thread ends', async () => {
  const { thread } = start('failing');
  await expect(thread.ready).rejects.toMatchObject({
    failure: { kind: 'port-in-use', message: 'taken', port: 9092 },
  });
  expect(await thread.ended).toBeInstanceOf(ClusterError);
});

test('without the coordination service the broker is given up, for the same reason', async () => {
  const failure = new ClusterError({ kind: 'disk-full', message: 'full' });
  const { thread } = start('good', Promise.reject(failure));
  await expect(thread.ready).rejects.toBe(failure);
  expect(await thread.ended).toBe(failure);
});

test('a broker that fails while it runs ends with that error', async () => {
  const { thread } = start('crashing');
  await thread.ready;
  expect(await thread.ended).toMatchObject({ message: 'a fault' });
});

test('a thread that leaves ends with its code', async () => {
  const { thread } = start('leaving');
  await expect(thread.ready).rejects.toThrow('its thread ended with code 3');
});

test('a broker that does not stop in time is ended by force, which the log tells', async () => {
  const { thread, lines, timers } = start('deaf');
  await thread.ready;
  const stopped = thread.stop();
  expect(timers).toHaveLength(1);
  timers[0]?.();
  expect(timers).toHaveLength(2);
  timers[1]?.();
  await stopped;
  expect(lines).toEqual([
    {
      time: 5,
      level: 'warn',
      source: 'broker 1',
      text: 'did not stop within 10 s and is ended by force',
    },
  ]);
});

test('a killed broker ends after what it is in the middle of, and before anything else', async () => {
  const { thread, lines, timers } = start('busy');
  await thread.ready;
  await thread.kill();
  expect(await thread.ended).toBeUndefined();
  expect(lines.map(({ text }) => text)).toEqual(['done']);
  expect(timers).toEqual([]);
  await thread.stop();
});

test('a killed broker that is stuck is ended all the same', async () => {
  const { thread, timers } = start('deaf');
  await thread.ready;
  const killed = thread.kill();
  expect(timers).toHaveLength(1);
  timers[0]?.();
  await killed;
  expect(await thread.ended).toBeUndefined();
});
