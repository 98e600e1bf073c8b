/**
 * Where things are in the store of a checkpoint. Every key is a kind, and what it says of whom:
 *
 *     kind  then                          value
 *     32    –                             text: the version of this layout
 *     33    –                             serialized ProgramRecord: the operators, and when they began (`program.ts`)
 *     34    time                          serialized BatchRecord: what the batch's inputs consist of
 *     35    time                          empty: the batch is to be run again
 *     36    operator                      serialized StateRecord: which chunks of its state count
 *     37    operator, version, number     a chunk of its state
 *
 * Times and versions are milliseconds, big-endian; an operator is the length of its identity and its identity. The kinds
 * are none that a broker's store has.
 */
import type { KeyRange } from '../../storage/store.ts';

export const LAYOUT_VERSION = 1;

export const formatKey = Uint8Array.of(32);
export const programKey = Uint8Array.of(33);

const Kind = { batch: 34, pending: 35, state: 36, chunk: 37 } as const;

/** A batch's inputs. */
export interface BatchRecord {
  /** By the identity of the input what its `saved` gave. */
  readonly inputs: ReadonlyMap<string, unknown>;
}

/** Which chunks of an operator's state count: those of versions from `neededFrom` to `version`. */
export interface StateRecord {
  readonly version: number;
  readonly neededFrom: number;
}

export function batchKey(time: number): Uint8Array {
  return timed(Kind.batch, time);
}

export function pendingKey(time: number): Uint8Array {
  return timed(Kind.pending, time);
}

/** The batch that a key of `batchKey` or `pendingKey` is of. */
export function timeIn(key: Uint8Array): number {
  return readTime(key, 1);
}

export const batches: KeyRange = kind(Kind.batch);
export const pending: KeyRange = kind(Kind.pending);
export const states: KeyRange = kind(Kind.state);

export function stateKey(identity: string): Uint8Array {
  return operator(Kind.state, identity, 0);
}

/** The operator that a key of `stateKey` is of. */
export function identityIn(key: Uint8Array): string {
  return new TextDecoder().decode(key.subarray(3));
}

export function chunkKey(identity: string, version: number, number: number): Uint8Array {
  const key = operator(Kind.chunk, identity, 12);
  const at = key.length - 12;
  writeTime(key, at, version);
  writeUint32(key, at + 8, number);
  return key;
}

/** Chunks of an operator's state of versions in [from, to). */
export function chunksOf(identity: string, from: number, to: number): KeyRange {
  return { gte: chunkKey(identity, from, 0), lt: chunkKey(identity, to, 0) };
}

function kind(first: number): KeyRange {
  return { gte: Uint8Array.of(first), lt: Uint8Array.of(first + 1) };
}

function timed(first: number, time: number): Uint8Array {
  const key = new Uint8Array(9);
  key[0] = first;
  writeTime(key, 1, time);
  return key;
}

function operator(first: number, identity: string, more: number): Uint8Array {
  const name = new TextEncoder().encode(identity);
  const key = new Uint8Array(3 + name.length + more);
  key[0] = first;
  key[1] = name.length >>> 8;
  key[2] = name.length;
  key.set(name, 3);
  return key;
}

function writeTime(bytes: Uint8Array, at: number, time: number): void {
  writeUint32(bytes, at, Math.floor(time / 2 ** 32));
  writeUint32(bytes, at + 4, time);
}

function readTime(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, value);
}
