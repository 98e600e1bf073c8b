import { pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import type { Content } from '../../ports/files.ts';

/** The Files port's `gzip`. */
export function gzip(content: Content): AsyncIterable<Uint8Array> {
  return through(content, createGzip());
}

/** The Files port's `gunzip`; files that were gzipped one by one and put together count as one. */
export function gunzip(content: Content): AsyncIterable<Uint8Array> {
  return through(content, createGunzip());
}

function through(content: Content, transform: Transform): AsyncIterable<Uint8Array> {
  // The reader sees errors of either side: the pipeline destroys the transform with them.
  pipeline(Readable.from(content, { objectMode: true }), transform, () => {});
  return transform;
}
