import { expect, test } from 'vitest';
import { compareBytes } from '../../../server/storage/bytes.ts';
import {
  END_OF_LOG,
  idIn,
  Kind,
  keyOf,
  kindIn,
  kinds,
  offsetIn,
  offsetsOf,
} from '../../../server/storage/keys.ts';

const ids = [0, 1, 255, 256, 2 ** 31, 2 ** 32 - 1];
const offsets = [0, 1, 255, 256, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 17, END_OF_LOG];

test('a key tells what it was made of', () => {
  for (const kind of Object.values(Kind)) {
    for (const id of ids) {
      for (const offset of offsets) {
        const key = keyOf(kind, id, offset);
        expect([kindIn(key), idIn(key), offsetIn(key)]).toEqual([kind, id, offset]);
      }
    }
  }
});

test('keys are ordered by kind, log and offset', () => {
  const keys = Object.values(Kind)
    .sort((a, b) => a - b)
    .flatMap((kind) => ids.flatMap((id) => offsets.map((offset) => keyOf(kind, id, offset))));
  expect([...keys].reverse().sort(compareBytes)).toEqual(keys);
});

test('ranges hold what they say', () => {
  const holds = ({ gte, lt }: { gte: Uint8Array; lt: Uint8Array }, key: Uint8Array) =>
    compareBytes(gte, key) <= 0 && compareBytes(key, lt) < 0;
  const range = offsetsOf(Kind.batch, 7, 10, 20);
  expect([9, 10, 19, 20].map((it) => holds(range, keyOf(Kind.batch, 7, it)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(holds(range, keyOf(Kind.batch, 8, 15))).toBe(false);
  const some = kinds(Kind.log, Kind.segment);
  expect(
    Object.values(Kind).filter((kind) => holds(some, keyOf(kind, 2 ** 32 - 1, END_OF_LOG))),
  ).toEqual([Kind.log, Kind.state, Kind.segment]);
});
