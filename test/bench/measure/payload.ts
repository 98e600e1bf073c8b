// What is produced: real text, in records of a given size.

import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';

/** Values of `size` bytes without line feeds, one after the other through the text and from its start again. */
export function* values(size: number, count: number): Generator<Buffer> {
  const text = readFileSync(new URL('../../../package-lock.json', import.meta.url));
  const line = Buffer.from(text.toString('latin1').replaceAll('\n', ' '), 'latin1');
  const whole = Buffer.concat(new Array(Math.ceil(size / line.length) + 1).fill(line));
  for (let i = 0; i < count; i++) {
    const at = (i * size) % line.length;
    yield whole.subarray(at, at + size);
  }
}

/** Writes the values to a file, one a line. */
export async function writeLines(file: string, size: number, count: number): Promise<void> {
  const stream = createWriteStream(file);
  for (const value of values(size, count)) {
    stream.write(value);
    if (!stream.write('\n')) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
}
