import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ToolError } from '../command.ts';

/** Gives the value of record number `index`. */
export type Payloads = (index: number) => Uint8Array;

const utf8 = new TextEncoder();

/** Random capital letters, as many as a record shall have bytes; all records of a run differ. */
export function randomPayloads(size: number, random: () => number): Payloads {
  return () => {
    const payload = new Uint8Array(size);
    for (let at = 0; at < size; at++) payload[at] = 65 + Math.trunc(random() * 26);
    return payload;
  };
}

/** `0`, `1`, `2` … */
export const monotonicPayloads: Payloads = (index) => utf8.encode(String(index));

/** One of these at random each time. */
export function chosenPayloads(payloads: readonly Uint8Array[], random: () => number): Payloads {
  return () => payloads[Math.trunc(random() * payloads.length)]!;
}

/**
 * The pieces of a file between delimiters, of which `\n` may be written as two characters. Tells on the way what it reads.
 * @throws ToolError if there is none or it is empty.
 */
export async function readPayloadFile(
  path: string,
  delimiter: string,
  out: (line: string) => void,
): Promise<Uint8Array[]> {
  out(`Reading payloads from: ${resolve(path)}`);
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text === '') throw new ToolError('File does not exist or empty file provided.');
  const parts = text.split(delimiter === '\\n' ? '\n' : delimiter);
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  out(`Number of messages read: ${parts.length}`);
  return parts.map((part) => utf8.encode(part));
}

/**
 * A generator of numbers in [0, 1) that gives the same ones in each run, so that runs can be compared
 * (Kafka's tool seeds its own with 0, too). mulberry32.
 */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
