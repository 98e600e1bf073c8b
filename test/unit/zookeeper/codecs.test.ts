import { describe, expect, test } from 'vitest';
import { FrameError, FrameReader } from '../../../server/zookeeper/frames.ts';
import { JuteError, JuteReader, JuteWriter } from '../../../server/zookeeper/jute.ts';
import * as messages from '../../../server/zookeeper/messages.ts';
import { multiItem, multiRequest, multiResponse } from '../../../server/zookeeper/multi.ts';
import * as operations from '../../../server/zookeeper/operations.ts';
import type { Codec } from '../../../server/zookeeper/records.ts';
import type { Acl, Stat } from '../../../server/zookeeper/znode.ts';
import { fc } from '../../harness/fast-check.ts';

const int = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
const long = fc.maxSafeInteger();
const id = fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n });
const text = fc.string({ unit: fc.constantFrom('a', '/', 'é', '日', '😀'), maxLength: 12 });
const buffer = fc.option(fc.uint8Array({ maxLength: 20 }));
const paths = fc.array(text, { maxLength: 3 });
const stat: fc.Arbitrary<Stat> = fc.record({
  ...{ czxid: long, mzxid: long, ctime: long, mtime: long, pzxid: long },
  ...{ version: int, cversion: int, aversion: int, dataLength: int, numChildren: int },
  ephemeralOwner: id,
});
const acl: fc.Arbitrary<Acl[]> = fc.array(fc.record({ permissions: int, scheme: text, id: text }), {
  maxLength: 3,
});
const mode = fc.constantFrom('persistent', 'ephemeralSequential', 'container');
const operation = fc.oneof(
  fc.record({ type: fc.constant('create'), path: text, data: buffer, acl, mode }),
  fc.record({
    ...{ type: fc.constant('create'), path: text, data: buffer, acl, ttl: long },
    mode: fc.constant('persistentWithTtl'),
  }),
  fc.record({ type: fc.constant('delete'), path: text, version: int }),
  fc.record({ type: fc.constant('setData'), path: text, data: buffer, version: int }),
  fc.record({ type: fc.constant('check'), path: text, version: int }),
) as fc.Arbitrary<Parameters<typeof multiItem>[0]>;
const result = fc.oneof(
  fc.record({ type: fc.constant('create'), path: text }),
  fc.record({ type: fc.constant('create'), path: text, stat }),
  fc.record({ type: fc.constant('delete') }),
  fc.record({ type: fc.constant('check') }),
  fc.record({ type: fc.constant('setData'), stat }),
  fc.record({ type: fc.constant('getData'), data: buffer, stat }),
  fc.record({ type: fc.constant('getChildren'), children: paths }),
  fc.record({ type: fc.constant('error'), error: fc.constantFrom('OK', 'NONODE', 'BADVERSION') }),
);

/** A codec, and values that it is to carry. */
const codecs: Record<string, [Codec<never>, fc.Arbitrary<unknown>]> = {
  connectRequest: [
    messages.connectRequest as Codec<never>,
    fc.record({
      ...{ protocolVersion: int, lastZxidSeen: long, timeout: int },
      ...{ sessionId: id, password: buffer },
    }),
  ],
  stat: [messages.stat as Codec<never>, stat],
  acl: [messages.acl as Codec<never>, acl],
  watchEvent: [
    messages.watchEvent as Codec<never>,
    fc.record({ type: fc.constantFrom('created', 'childrenChanged'), path: text }),
  ],
  multiRequest: [multiRequest as Codec<never>, fc.array(operation.map(multiItem))],
  multiResponse: [multiResponse as Codec<never>, fc.array(result)],
  setWatches2: [
    operations.setWatches2.request as Codec<never>,
    fc.record({
      ...{ relativeZxid: long, data: paths, exists: paths, children: paths },
      ...{ persistent: paths, persistentRecursive: paths },
    }),
  ],
};

function written<T>(codec: Codec<T>, value: T): Uint8Array {
  const to = new JuteWriter(1);
  codec.write(value, to);
  return to.finish();
}

describe.each(Object.entries(codecs))('%s', (_, [codec, values]) => {
  test('reads what it writes, to the last byte', () => {
    fc.assert(
      fc.property(values, (value) => {
        const from = new JuteReader(written(codec, value as never));
        expect(codec.read(from)).toEqual(value);
        expect(from.remaining).toBe(0);
      }),
    );
  });

  test('cut short anywhere, it is a JuteError', () => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = written(codec, value as never);
        for (let length = 0; length < bytes.length; length++) {
          const from = new JuteReader(bytes.slice(0, length));
          expect(() => codec.read(from)).toThrow(JuteError);
        }
      }),
      { numRuns: 30 },
    );
  });
});

test('random bytes are a request or a JuteError, for every operation', () => {
  const every = Object.values(operations).flatMap((value) =>
    typeof value === 'object' && 'request' in value ? [value.request as Codec<unknown>] : [],
  );
  expect(every.length).toBeGreaterThan(20);
  // Small numbers make plausible lengths.
  const byte = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 24 }), fc.nat(255));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 80 }), (random) => {
      for (const codec of every) {
        try {
          codec.read(new JuteReader(Uint8Array.from(random)));
        } catch (error) {
          expect(error).toBeInstanceOf(JuteError);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

test('numbers go as Java writes them', () => {
  const to = new JuteWriter(1)
    .int(-2)
    .long(-1)
    .long(2 ** 40 + 5)
    .id(-(1n << 63n))
    .bool(true);
  expect(Buffer.from(to.text('é').text(null).buffer(null).finish()).toString('hex')).toBe(
    'fffffffe' +
      'ffffffffffffffff' +
      '0000010000000005' +
      '8000000000000000' +
      '01' +
      '00000002c3a9' +
      'ffffffff' +
      'ffffffff',
  );
});

test('a vector that promises more than there is, is refused before anything is allocated', () => {
  const bytes = new JuteWriter().int(0x7fff_ffff).text('a').finish();
  expect(() => new JuteReader(bytes).vector((from) => from.text())).toThrow(JuteError);
  expect(() => new JuteReader(new JuteWriter().int(-2).finish()).buffer()).toThrow(JuteError);
});

describe('frames', () => {
  test('come out whole however the stream is cut', () => {
    const frames = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 });
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 50 })), (sent, cuts) => {
        const stream = sent.map((frame) => new JuteWriter().buffer(frame).finish());
        const bytes = Uint8Array.from(stream.flatMap((frame) => [...frame]));
        const reader = new FrameReader(40);
        const received: Uint8Array[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          received.push(...reader.push(bytes.slice(at, at + cut)));
          at += cut;
        }
        expect(received).toEqual(sent);
      }),
    );
  });

  test.each([
    ['GET / HTTP/1.1\r\n', 'an HTTP request'],
    ['\x16\x03\x01\x02\x00', 'a TLS hello'],
    ['\xff\xff\xff\xff', 'a frame of negative length -1'],
    ['\x00\x10\x00\x00', 'a frame of 1048576 bytes, where 1048575 are the most'],
  ])('%j is refused as %s', (start, message) => {
    const bytes = Uint8Array.from(start, (char) => char.charCodeAt(0));
    expect(() => new FrameReader().push(bytes)).toThrow(new FrameError(message));
  });
});
