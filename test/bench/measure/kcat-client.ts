// kcat (librdkafka) with its defaults, but for acks.

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../harness/child.ts';
import { tempFolder } from '../../harness/temp.ts';
import type { Load, LoadClient } from './load.ts';
import { writeLines } from './payload.ts';

const folder = tempFolder('bench-lines');

export const kcatClient: LoadClient = {
  async produce(load) {
    const lines = await linesFor(load);
    return await secondsOf(['-P', '-X', `acks=${load.acks ?? 1}`, '-l', lines], load);
  },
  fetch(load) {
    // The count makes it wait for all of them; it prints nothing of them.
    return secondsOf(['-C', '-q', '-o', 'beginning', '-c', String(load.count), '-f', ''], load);
  },
};

async function secondsOf(args: readonly string[], { bootstrap, topic }: Load): Promise<number> {
  const started = performance.now();
  await run('kcat', ['-b', bootstrap, '-t', topic, ...args], { timeoutMs: 300_000 });
  return (performance.now() - started) / 1000;
}

/** A file of the lines to produce, made once for each size and count. */
async function linesFor({ recordBytes, count }: Load): Promise<string> {
  mkdirSync(folder.path, { recursive: true });
  const file = join(folder.path, `${count}-of-${recordBytes}`);
  if (!existsSync(file)) await writeLines(file, recordBytes, count);
  return file;
}
