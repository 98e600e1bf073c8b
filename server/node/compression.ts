/**
 * The `Compression` port on Node: gzip and zstd by node:zlib, Snappy and LZ4 by our own codecs.
 * zstd came to Node with 22.15 and 23.8; the VS Code versions that we support have it.
 */
import * as zlib from 'node:zlib';
import { Codec, type Compression, codecName } from '../protocol/records/compression.ts';
import { RecordsError } from '../protocol/records/records-error.ts';
import { compressLz4, decompressLz4 } from './lz4-frame.ts';
import { tooLarge } from './output.ts';
import { compressSnappy, decompressSnappy } from './snappy.ts';
import { eachZstdFrame } from './zstd-frame.ts';

const MIN_CHUNK = 1024;
const MAX_CHUNK = 262_144;

export const compression: Compression = {
  compress(codec, bytes, magic = 2) {
    switch (codec) {
      case Codec.none:
        return bytes;
      case Codec.gzip:
        return plain(zlib.gzipSync(bytes));
      case Codec.snappy:
        return compressSnappy(bytes);
      case Codec.lz4:
        return compressLz4(bytes, magic === 0);
      case Codec.zstd:
        requireZstd();
        return plain(zlib.zstdCompressSync(bytes));
      default:
        throw unknown(codec);
    }
  },

  decompress(codec, bytes, maxBytes, magic = 2) {
    switch (codec) {
      case Codec.none:
        if (bytes.length > maxBytes) throw tooLarge(maxBytes);
        return bytes;
      case Codec.gzip:
        return guarded(codec, maxBytes, () => zlib.gunzipSync(bytes, options(bytes, maxBytes)));
      case Codec.snappy:
        return decompressSnappy(bytes, maxBytes);
      case Codec.lz4:
        return decompressLz4(bytes, maxBytes, magic === 0);
      case Codec.zstd:
        requireZstd();
        return guarded(codec, maxBytes, () => decompressZstd(bytes, maxBytes));
      default:
        throw unknown(codec);
    }
  },
};

/** Without Buffer's own ways: its `slice` gives a view. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function decompressZstd(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let room = maxBytes;
  for (const frame of eachZstdFrame(bytes)) {
    const part = zlib.zstdDecompressSync(frame, options(frame, room));
    if (part.length > room) throw tooLarge(maxBytes);
    room -= part.length;
    parts.push(part);
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** Node decompresses chunk by chunk, and stops at the first that exceeds the limit. */
function options(bytes: Uint8Array, maxBytes: number) {
  return {
    maxOutputLength: Math.max(maxBytes, 1),
    chunkSize: Math.min(Math.max(bytes.length * 4, MIN_CHUNK), MAX_CHUNK),
  };
}

function guarded(codec: number, maxBytes: number, decompress: () => Uint8Array): Uint8Array {
  try {
    return plain(decompress());
  } catch (error) {
    if (error instanceof RecordsError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new RecordsError(
      'CORRUPT_MESSAGE',
      `Broken ${codecName(codec)} stream: ${(error as Error).message}`,
    );
  }
}

function requireZstd(): void {
  if (typeof zlib.zstdCompressSync !== 'function') {
    throw new RecordsError(
      'UNSUPPORTED_COMPRESSION_TYPE',
      `zstd needs Node 22.15 or later; this is ${process.version}`,
    );
  }
}

function unknown(codec: number): RecordsError {
  return new RecordsError('UNSUPPORTED_COMPRESSION_TYPE', `Unknown compression codec ${codec}`);
}
