// The thread that filters for one reading: it decodes, searches and runs users' expressions, so that the process goes on answering.

import { parentPort, workerData } from 'node:worker_threads';
import { readUserText } from '../../node/read-file.ts';
import { makeDecoder } from '../formats/formats.ts';
import type { SharedChunk } from '../reading/kept-chunk.ts';
import type { FilterThreadData, FromFilter, ToFilter } from './filter-messages.ts';
import { type Readers, RecordMatcher } from './record-matcher.ts';

/** It says so often that it gets on, in milliseconds. */
const ALIVE_MS = 100;
/** After so many records it looks at the clock. */
const RECORDS_AT_ONCE = 32;

const port = parentPort!;
const { decoding, wanted } = workerData as FilterThreadData;
const chunks = new Map<number, SharedChunk>();
const readers = makeReaders();
// Whoever uses them first is told.
readers.catch(() => undefined);
let generation = 0;
let matcher: RecordMatcher | undefined;
let lastSaid = 0;
let queue = Promise.resolve();

// Promises of expressions are nobody's.
process.on('unhandledRejection', () => undefined);
port.on('message', (message: ToFilter) => {
  queue = queue.then(() => handle(message));
  // What goes wrong here is the end of the thread, which is told.
  queue.catch((error: unknown) => {
    setImmediate(() => {
      throw error;
    });
  });
});

send({ kind: 'alive' });

async function handle(message: ToFilter): Promise<void> {
  switch (message.kind) {
    case 'filter':
      generation = message.generation;
      matcher = undefined;
      try {
        matcher = new RecordMatcher(message.filter, await readers);
      } catch (error) {
        send({ kind: 'problem', generation, problem: (error as Error).message });
      }
      return;
    case 'chunk':
      chunks.set(message.chunk.serial, message.chunk);
      return;
    case 'forget':
      chunks.delete(message.serial);
      return;
    case 'judge': {
      const matches = new Uint8Array(message.to - message.from);
      const problem = matcher?.problem;
      await judge(chunks.get(message.serial), message.from, matches);
      if (matcher?.problem !== undefined && problem === undefined)
        send({ kind: 'problem', generation, problem: matcher.problem });
      port.postMessage({ kind: 'judged', id: message.id, matches } satisfies FromFilter, [
        matches.buffer,
      ]);
      lastSaid = performance.now();
    }
  }
}

async function judge(
  chunk: SharedChunk | undefined,
  from: number,
  matches: Uint8Array,
): Promise<void> {
  if (matcher === undefined || chunk === undefined) return;
  for (let i = 0; i < matches.length; i++) {
    if (i % RECORDS_AT_ONCE === 0 && !goesOn()) return;
    const match = matcher.matches(chunk, from + i);
    if (match instanceof Promise ? await whileAlive(match) : match) matches[i] = 1;
  }
}

/** Says that it gets on, and whether what it does is still wanted. */
function goesOn(): boolean {
  if (performance.now() - lastSaid > ALIVE_MS) send({ kind: 'alive' });
  return Atomics.load(wanted, 0) === generation;
}

/** Waits for a schema, which is no loop. */
async function whileAlive<T>(promise: Promise<T>): Promise<T> {
  const timer = setInterval(() => send({ kind: 'alive' }), ALIVE_MS);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
  }
}

function send(message: FromFilter): void {
  lastSaid = performance.now();
  port.postMessage(message);
}

async function makeReaders(): Promise<Readers> {
  const { topic, registry, key, value } = decoding;
  const context = { topic, readFile: readUserText };
  const withRegistry = { ...context, ...(registry && { registry }) };
  return {
    key: await makeDecoder(key, { ...withRegistry, part: 'key' }),
    value: await makeDecoder(value, { ...withRegistry, part: 'value' }),
    header: await makeDecoder({ format: 'auto' }, { ...context, part: 'header' }),
    keyFormat: key.format,
    valueFormat: value.format,
  };
}
