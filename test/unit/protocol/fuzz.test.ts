import { describe, expect, test } from 'vitest';
import type { Random } from '../../../server/ports/random.ts';
import { type Api, apiByKey, apis } from '../../../server/protocol/api/index.ts';
import { decode } from '../../../server/protocol/codec.ts';
import { DecodeError } from '../../../server/protocol/decode-error.ts';
import {
  decodeRequestHeader,
  decodeResponse,
  encodeRequest,
  encodeResponse,
} from '../../../server/protocol/headers.ts';
import { walkDecode } from '../../../server/protocol/walk-decode.ts';
import { fc } from '../../harness/fast-check.ts';
import { seededRandom } from '../../harness/seeded-random.ts';
import { decodedMessage } from './arbitrary-message.ts';
import { versionsOf } from './messages.ts';
import { mutate } from './mutate.ts';

/** Frames for each API, half of them requests. MILLRACE_FUZZ=100000 is the thorough run. */
const FRAMES = Number(process.env.MILLRACE_FUZZ ?? 4000);
const SAMPLES = 8;
/** Every so many frames, what the compiled decoder makes of one is held against the walker. */
const COMPARE_EVERY = 10;

describe('frames with anything in them are decoded or refused with a DecodeError', () => {
  test.each(apis.map((api) => [api.name, api] as const))(
    '%s',
    (_, api) => {
      const random = seededRandom(api.key + 1);
      const requests = wellFormed(api, 'request');
      const responses = wellFormed(api, 'response');
      const heapBefore = process.memoryUsage().heapTotal;
      for (let i = 0; i < FRAMES / 2; i++) {
        const request = nextFrame(requests, random);
        readOrRefuse(request, () => readRequest(request, i % COMPARE_EVERY === 0));
        const response = nextFrame(responses, random);
        const versions = versionsOf(api.response);
        const version = versions[random.below(versions.length)]!;
        readOrRefuse(response, () => decodeResponse(api.response, version, response).body);
      }
      expect(process.memoryUsage().heapTotal - heapBefore).toBeLessThan(512 * 1024 * 1024);
    },
    10_000 + FRAMES * 10,
  );
});

/** Some frames of every version, without their lengths. */
function wellFormed(api: Api, kind: 'request' | 'response'): Uint8Array[] {
  return versionsOf(api[kind]).flatMap((version) =>
    fc
      .sample(decodedMessage(api[kind], version), { numRuns: SAMPLES, seed: version })
      .map((body) => {
        const frame =
          kind === 'request'
            ? encodeRequest(api.request, version, 1, 'fuzz', body)
            : encodeResponse(api.response, version, 1, body);
        return frame.subarray(4);
      }),
  );
}

function nextFrame(frames: Uint8Array[], random: Random): Uint8Array {
  const frame = frames[random.below(frames.length)]!;
  if (random.below(8) > 0) return mutate(frame, random);
  // Random bytes behind a sound beginning, so that they reach the body.
  const kept = frame.subarray(0, random.below(Math.min(frame.length, 16)));
  return Uint8Array.from([...kept, ...random.bytes(random.below(200))]);
}

/** What the broker does with a request: the header first, then the body of a version it serves. */
function readRequest(frame: Uint8Array, compare: boolean): unknown {
  const { apiKey, apiVersion, bodyOffset } = decodeRequestHeader(frame);
  const request = apiByKey(apiKey)?.request;
  if (request === undefined) return undefined;
  const body = frame.subarray(bodyOffset);
  if (!compare || !versionsOf(request).includes(apiVersion))
    return decode(request, apiVersion, body);
  const results = [decode, walkDecode].map((read) =>
    outcome(() => read(request, apiVersion, body)),
  );
  expect(results[0], hex(frame)).toEqual(results[1]);
  return results[0]!.value;
}

function outcome(read: () => unknown): { value?: unknown; refused?: string } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof DecodeError) return { refused: error.message };
    throw error;
  }
}

function readOrRefuse(frame: Uint8Array, read: () => unknown): void {
  let value: unknown;
  try {
    value = read();
  } catch (error) {
    if (error instanceof DecodeError) return;
    throw new Error(`not refused properly: ${hex(frame)}`, { cause: error });
  }
  if (weight(value) > frame.length) throw new Error(`more than was sent: ${hex(frame)}`);
}

/**
 * Array elements, characters and bytes held: each must have cost its sender a byte at least. Text of
 * 22 characters is left out, since it may be a UUID, of 16 bytes.
 */
function weight(value: unknown): number {
  if (typeof value === 'string') return value.length === 22 ? 0 : value.length;
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, element) => sum + weight(element), value.length);
  }
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + weight(part), 0);
}

function hex(frame: Uint8Array): string {
  return Buffer.from(frame).toString('hex');
}
