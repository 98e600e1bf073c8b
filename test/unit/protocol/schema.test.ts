import { describe, expect, expectTypeOf, test } from 'vitest';
import { decode, encode } from '../../../server/protocol/codec.ts';
import {
  array,
  bytes,
  type Infer,
  type InferInput,
  int32,
  message,
  records,
  string,
  struct,
} from '../../../server/protocol/schema.ts';
import { parseVersions, type VersionRange } from '../../../server/protocol/version-range.ts';

const sample = message('Sample', -1, '0-3', '2+', {
  id: int32('0+'),
  name: string('0+', { nullable: '1+' }),
  limit: int32('1+', { default: -1 }),
  children: array('0+', { key: string('0+'), counts: array('0+', 'int32') }),
  data: records('0+', { nullable: '0+' }),
  extra: struct('2+', { note: bytes('0+') }, { tag: 0 }),
});

describe('the types of a declared message', () => {
  test('decoded, hold every field', () => {
    expectTypeOf<Infer<typeof sample>>().toEqualTypeOf<{
      id: number;
      name: string | null;
      limit: number;
      children: { key: string; counts: number[] }[];
      data: Uint8Array | null;
      extra: { note: Uint8Array };
    }>();
  });

  test('to be encoded, need what is never null, has no default and is in all versions', () => {
    expectTypeOf({ id: 1, children: [] }).toExtend<InferInput<typeof sample>>();
    expectTypeOf({ id: 1, children: [], data: [new Uint8Array()] }).toExtend<
      InferInput<typeof sample>
    >();
    expectTypeOf({ id: 1 }).not.toExtend<InferInput<typeof sample>>();
    expectTypeOf({ id: 1, children: [{ key: 'a' }] }).not.toExtend<InferInput<typeof sample>>();
    expectTypeOf<Infer<typeof sample>>().toExtend<InferInput<typeof sample>>();
  });

  test('know no malformed version range', () => {
    expectTypeOf<'3+' | '3' | '0-3' | 'none'>().toExtend<VersionRange>();
    for (const malformed of ['3-', '+3', '0-3+', '-1', '0..3', 'all'] as const) {
      expectTypeOf(malformed).not.toExtend<VersionRange>();
    }
  });
});

test('a range whose ends are the wrong way round is refused', () => {
  expect(() => parseVersions('3-1')).toThrow(RangeError);
});

describe('a field that is left out', () => {
  test('is null where it may be, else its default, else zero', () => {
    expect(decode(sample, 0, encode(sample, 0, { id: 1, children: [] }))).toMatchObject({
      name: '',
      limit: -1,
      data: null,
    });
    expect(decode(sample, 1, encode(sample, 1, { id: 1, children: [] }))).toMatchObject({
      name: null,
      limit: -1,
    });
  });

  test('is not written at all where it is tagged', () => {
    const without = encode(sample, 2, { id: 1, children: [] });
    const withDefault = encode(sample, 2, {
      id: 1,
      children: [],
      extra: { note: new Uint8Array() },
    });
    expect(withDefault).toEqual(without);
  });
});

test('records given in pieces are written one after the other', () => {
  const pieces = [Uint8Array.of(1, 2), new Uint8Array(), Uint8Array.of(3)];
  for (const version of [0, 2]) {
    const encoded = encode(sample, version, { id: 1, children: [], data: pieces });
    expect(decode(sample, version, encoded).data).toEqual(Uint8Array.of(1, 2, 3));
  }
});

test('bytes and records are decoded as views, without a copy', () => {
  const encoded = encode(sample, 0, { id: 1, children: [], data: Uint8Array.of(7) });
  expect(decode(sample, 0, encoded).data!.buffer).toBe(encoded.buffer);
});
