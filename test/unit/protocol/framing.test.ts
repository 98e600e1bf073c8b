import { describe, expect, test } from 'vitest';
import { FrameError, FrameReader } from '../../../server/protocol/framing.ts';
import { fc } from '../../harness/fast-check.ts';

const MAX = 1000;

/** Bytes of a stream that carries the frames. */
function stream(frames: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(
    frames.flatMap((frame) => [0, 0, frame.length >> 8, frame.length & 255, ...frame]),
  );
}

/** Cuts bytes into chunks of the sizes given, repeated as often as needed. */
function chunks(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const result: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    result.push(bytes.subarray(at, at + size));
    at += size;
  }
  return result;
}

function text(characters: string): Uint8Array {
  return new TextEncoder().encode(characters);
}

function refusal(bytes: Uint8Array): unknown {
  try {
    return new FrameReader(MAX).push(bytes);
  } catch (error) {
    if (error instanceof FrameError) return error.message;
    throw error;
  }
}

describe('FrameReader', () => {
  test('gives the same frames however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 }),
        (frames, sizes) => {
          const reader = new FrameReader(MAX);
          const read = chunks(stream(frames), sizes).flatMap((chunk) => reader.push(chunk));
          expect(read).toEqual(frames);
        },
      ),
    );
  });

  test('releases the chunks that it has copied, and none that a frame is a view of', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 }),
        (frames, sizes) => {
          const kept = new Set<Uint8Array>();
          const reader = new FrameReader(MAX, (chunk) => {
            expect(kept.delete(chunk)).toBe(true);
            chunk.fill(0xdd);
          });
          const read = chunks(stream(frames), sizes).flatMap((part) => {
            const chunk = part.slice();
            kept.add(chunk);
            return reader.push(chunk);
          });
          expect(read).toEqual(frames);
          const viewed = new Set(read.map((frame) => frame.buffer));
          for (const chunk of kept) expect(viewed).toContain(chunk.buffer);
        },
      ),
    );
  });

  test('gives views of a chunk that holds whole frames', () => {
    const bytes = stream([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
    for (const frame of new FrameReader(MAX).push(bytes)) expect(frame.buffer).toBe(bytes.buffer);
  });

  test('gives a frame as a view also where only its length came before', () => {
    const bytes = stream([Uint8Array.of(1, 2, 3)]);
    const reader = new FrameReader(MAX);
    expect(reader.push(bytes.subarray(0, 4))).toEqual([]);
    expect(reader.push(bytes.subarray(4))[0]!.buffer).toBe(bytes.buffer);
  });

  test('gives plain arrays where the chunks are Buffers', () => {
    const reader = new FrameReader(MAX);
    const bytes = Buffer.from(stream([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]));
    const frames = [...reader.push(bytes.subarray(0, 9)), ...reader.push(bytes.subarray(9))];
    expect(frames.map((frame) => frame.constructor)).toEqual([Uint8Array, Uint8Array]);
  });

  test('gives an empty frame as soon as its length is there', () => {
    expect(new FrameReader(MAX).push(new Uint8Array(4))).toEqual([new Uint8Array(0)]);
  });

  test('does not set memory aside for a frame that was only announced', () => {
    const before = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 100 }, () => new FrameReader(0x7fffffff));
    for (const reader of readers) reader.push(Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 1));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
  });

  test('accepts a frame of the longest length and none longer', () => {
    const longest = new Uint8Array(MAX);
    expect(refusal(stream([longest]))).toEqual([longest]);
    expect(refusal(stream([new Uint8Array(MAX + 1)]))).toBe(
      'a frame of 1001 bytes; at most 1000 are allowed',
    );
  });

  test.each([
    ['GET / HTTP/1.1\r\n', 'an HTTP request'],
    ['POST /topics HTTP/1.1\r\n', 'an HTTP request'],
    ['PRI * HTTP/2.0\r\n', 'an HTTP request'],
    ['SSH-2.0-OpenSSH_9.2\r\n', 'an SSH client'],
    ['\x16\x03\x01\x02\x00\x01', 'a TLS handshake'],
  ])('recognizes %j as %s', (bytes, name) => {
    expect(refusal(text(bytes))).toBe(`this is ${name}, but the port speaks the Kafka protocol`);
  });

  test('refuses a negative length', () => {
    expect(refusal(Uint8Array.of(0xff, 0xff, 0xff, 0xfe))).toBe('a frame of negative length -2');
  });
});
