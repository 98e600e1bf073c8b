import { describe, expect, test } from 'vitest';
import { fetchResponse } from '../../../server/protocol/api/01-fetch.ts';
import { metadataRequest } from '../../../server/protocol/api/03-metadata.ts';
import { heartbeatRequest } from '../../../server/protocol/api/12-heartbeat.ts';
import { encode } from '../../../server/protocol/codec.ts';
import { EncodeError } from '../../../server/protocol/encode-error.ts';
import {
  array,
  bool,
  bytes,
  float64,
  int8,
  int16,
  int64,
  type Message,
  message,
  string,
  uint16,
  uint32,
  uuid,
} from '../../../server/protocol/schema.ts';

/** What is said of a value that no caller could have written in TypeScript. */
function complaint(schema: Message, version: number, value: unknown): string {
  try {
    encode(schema, version, value);
  } catch (error) {
    if (error instanceof EncodeError) return error.message;
    throw error;
  }
  return 'none';
}

describe('a value that its message cannot carry', () => {
  test('lacks a field', () => {
    expect(complaint(heartbeatRequest, 0, { groupId: 'g', generationId: 1 })).toBe(
      'HeartbeatRequest v0: memberId: is missing',
    );
  });

  test('is null where the version allows none', () => {
    expect(complaint(metadataRequest, 0, { topics: null })).toBe(
      'MetadataRequest v0: topics: is null, which this version does not allow',
    );
    expect(complaint(metadataRequest, 1, { topics: null })).toBe('none');
  });

  test('has a wrong type deep inside', () => {
    const partition = { partitionIndex: 0, errorCode: 0, highWatermark: 1, records: 'abc' };
    const value = { responses: [{ topic: 't', partitions: [partition] }] };
    expect(complaint(fetchResponse, 4, value)).toBe(
      'FetchResponse v4: responses[0].partitions[0].records: should be a Uint8Array or an array of them, but is string abc',
    );
  });

  test('is of a version that does not exist', () => {
    expect(complaint(heartbeatRequest, 5, {})).toBe(
      'HeartbeatRequest v5: there is no such version',
    );
  });

  test.each([
    [undefined, 'should be an object, but is missing'],
    [null, 'should be an object, but is null'],
    ['text', 'should be an object, but is string text'],
  ])('is no object at all: %s', (value, reason) => {
    expect(complaint(heartbeatRequest, 0, value)).toBe(`HeartbeatRequest v0: ${reason}`);
  });

  test.each([
    [int8('0+'), 128, 'is 128, which does not fit int8'],
    [int8('0+'), -129, 'is -129, which does not fit int8'],
    [int16('0+'), 32768, 'is 32768, which does not fit int16'],
    [uint16('0+'), -1, 'is -1, which does not fit uint16'],
    [uint32('0+'), 2 ** 32, 'is 4294967296, which does not fit uint32'],
    [int8('0+'), 1.5, 'should be an integer, but is number 1.5'],
    [int64('0+'), 1.5, 'should be an integer, but is number 1.5'],
    [int64('0+'), Number.NaN, 'should be an integer, but is number NaN'],
    [int64('0+'), 1n, 'should be a number, but is bigint 1'],
    [float64('0+'), '1', 'should be a number, but is string 1'],
    [bool('0+'), 1, 'should be a boolean, but is number 1'],
    [string('0+'), 'é'.repeat(16384), 'is a string of 32768 bytes; at most 32767 are allowed'],
    [uuid('0+'), 'abc', 'should be a UUID in base64url, but is string abc'],
    [bytes('0+'), [1], 'should be a Uint8Array, but is a value of Array'],
    [array('0+', 'int32'), {}, 'should be an array, but is a value of Object'],
  ])('is out of range or of another type: %#', (field, value, reason) => {
    for (const flexible of ['none', '0+'] as const) {
      const one = message('One', -1, '0', flexible, { field });
      expect(complaint(one, 0, { field: value })).toBe(`One v0: field: ${reason}`);
    }
  });
});

test('a 64-bit integer too large for the wire becomes the largest that fits', () => {
  const one = message('One', -1, '0', 'none', { field: int64('0+') });
  const hex = (field: number) => Buffer.from(encode(one, 0, { field })).toString('hex');
  expect(hex(2 ** 63)).toBe('7fffffffffffffff');
  expect(hex(1e300)).toBe('7fffffffffffffff');
  expect(hex(-(2 ** 63))).toBe('8000000000000000');
  expect(hex(-1e300)).toBe('8000000000000000');
  expect(hex(-1)).toBe('ffffffffffffffff');
  expect(hex(2 ** 53 - 1)).toBe('001fffffffffffff');
});
