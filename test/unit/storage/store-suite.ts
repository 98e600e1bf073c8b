import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pagesOf, type Store, type StoreEntry } from '../../../server/storage/store.ts';

/** What every Store does; `open` gives an empty one, which is closed by the suite. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const put = (...names: string[]) =>
      store.write(names.map((it) => ({ type: 'put', key: key(it), value: value(it) })));
    const keysIn = async (gte: string, lt: string, more = {}) =>
      names(await store.range({ gte: key(gte), lt: key(lt), ...more }));

    test('an absent key has no value', async () => {
      expect(await store.get(key('a'))).toBeUndefined();
    });

    test('what was put is there, byte for byte, and the latest value counts', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
      await store.write([{ type: 'put', key: bytes.subarray(1), value: bytes }]);
      expect(plain(await store.get(bytes.subarray(1)))).toEqual([...bytes]);
      await store.write([{ type: 'put', key: bytes.subarray(1), value: new Uint8Array(0) }]);
      expect(plain(await store.get(bytes.subarray(1)))).toEqual([]);
    });

    test('getMany keeps the order of its keys', async () => {
      await put('b', 'a');
      const values = await store.getMany([key('b'), key('x'), key('a')]);
      expect(values.map(plain)).toEqual([plain(value('b')), undefined, plain(value('a'))]);
    });

    test('operations apply in their order', async () => {
      await put('a', 'b');
      await store.write([
        { type: 'delete', key: key('a') },
        { type: 'put', key: key('b'), value: value('old') },
        { type: 'put', key: key('b'), value: value('new') },
        { type: 'put', key: key('c'), value: value('c') },
        { type: 'delete', key: key('c') },
        { type: 'delete', key: key('never there') },
      ]);
      expect(await keysIn('a', 'z')).toEqual(['b']);
      expect(plain(await store.get(key('b')))).toEqual(plain(value('new')));
    });

    test('a range includes its start, excludes its end and orders bytewise', async () => {
      await put('b', 'a', 'ab', '\u00fe', 'aa', 'c');
      expect(await keysIn('a', 'b')).toEqual(['a', 'aa', 'ab']);
      expect(await keysIn('aa', 'c')).toEqual(['aa', 'ab', 'b']);
      expect(await keysIn('aaa', 'b')).toEqual(['ab']);
      expect(await keysIn('x', 'z')).toEqual([]);
      expect(await keysIn('b', '\u00fe\u00ff')).toEqual(['b', 'c', '\u00fe']);
    });

    test('a reversed range starts below its end', async () => {
      await put('a', 'b', 'c');
      expect(await keysIn('a', 'c', { reverse: true })).toEqual(['b', 'a']);
      expect(await keysIn('b', 'z', { reverse: true })).toEqual(['c', 'b']);
      expect(await keysIn('a', 'bb', { reverse: true, limit: 1 })).toEqual(['b']);
      expect(await keysIn('0', 'a', { reverse: true })).toEqual([]);
    });

    test('values come alone as they come with their keys', async () => {
      await put('a', 'b', 'c');
      for (const more of [{}, { reverse: true }, { limit: 2 }, { maxBytes: 1 }]) {
        const range = { gte: key('a'), lt: key('c'), ...more };
        const entries = await store.range(range);
        const values = await store.values(range);
        expect(values.map(plain)).toEqual(entries.map((entry) => plain(entry.value)));
        expect(values.length).toBeGreaterThan(0);
      }
    });

    test('a page ends at its limit, or where another value like the last would be too much', async () => {
      const sizes = { a: 9, b: 9, c: 1, d: 20, e: 0 };
      await store.write(
        Object.entries(sizes).map(([it, size]) => ({
          type: 'put',
          key: key(it),
          value: new Uint8Array(size),
        })),
      );
      expect(await keysIn('a', 'z', { limit: 2 })).toEqual(['a', 'b']);
      expect(await keysIn('a', 'z', { maxBytes: 0 })).toEqual(['a']);
      expect(await keysIn('a', 'z', { maxBytes: 17 })).toEqual(['a']);
      expect(await keysIn('a', 'z', { maxBytes: 18 })).toEqual(['a', 'b']);
      expect(await keysIn('a', 'z', { maxBytes: 26 })).toEqual(['a', 'b']);
      expect(await keysIn('a', 'z', { maxBytes: 27 })).toEqual(['a', 'b', 'c', 'd']);
      expect(await keysIn('a', 'z', { maxBytes: 59 })).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(await keysIn('a', 'z', { maxBytes: 1, reverse: true })).toEqual(['e', 'd']);
      expect(await keysIn('x', 'z', { maxBytes: 0 })).toEqual([]);
    });

    test('a page of megabytes has as much as fits', async () => {
      const count = 3000;
      const all = Array.from({ length: count }, (_, index) => `k${String(index).padStart(4, '0')}`);
      await store.write(
        all.map((it) => ({ type: 'put', key: key(it), value: new Uint8Array(1000) })),
      );
      for (const maxBytes of [999, 1000, 64_000, 100_500, 999_999, 2_500_000, 1e10]) {
        const page = await keysIn('k', 'l', { maxBytes });
        expect(page).toEqual(all.slice(0, Math.max(1, Math.floor(maxBytes / 1000))));
        const values = await store.values({ gte: key('k'), lt: key('l'), maxBytes });
        expect(values.length).toBe(page.length);
      }
    });

    test('pages go through thousands of entries, each once', async () => {
      const all = Array.from(
        { length: 10_000 },
        (_, index) => `k${String(index).padStart(5, '0')}`,
      );
      // Out of order: 7,919 is prime to 10,000.
      const shuffled = all.map((_, index) => all[(index * 7919) % all.length]!);
      await put(...shuffled);
      const found: string[] = [];
      for await (const page of pagesOf(store, { gte: key('k'), lt: key('l'), maxBytes: 5000 })) {
        found.push(...names(page));
      }
      expect(found).toEqual(all);
      expect((await keysIn('k', 'l', { maxBytes: 1e9, reverse: true })).reverse()).toEqual(all);

      await store.clear(key('k00010'), key('k09990'));
      expect(await keysIn('k', 'l')).toEqual([...all.slice(0, 10), ...all.slice(-10)]);
    });

    test('a page does not see what is written after the call', async () => {
      await put('a', 'c');
      const page = store.range({ gte: key('a'), lt: key('z') });
      await Promise.all([put('b'), store.write([{ type: 'delete', key: key('c') }])]);
      expect(names(await page)).toEqual(['a', 'c']);
    });

    test('clear deletes its range and nothing else', async () => {
      await put('a', 'b', 'c', 'd');
      await store.clear(key('b'), key('d'));
      expect(await keysIn('a', 'z')).toEqual(['a', 'd']);
      await store.clear(key('x'), key('z'));
      expect(await keysIn('a', 'z')).toEqual(['a', 'd']);
    });

    test('sizes grow with what is stored and shrink when it is gone', async () => {
      const entry = (index: number) =>
        ({ type: 'put', key: key(`k${index}`), value: noise(100_000, index) }) as const;
      await store.write(Array.from({ length: 20 }, (_, index) => entry(index)));
      await store.flush();
      const size = await store.approximateSize(key('k'), key('l'));
      expect(size).toBeGreaterThan(1_800_000);
      expect(size).toBeLessThan(2_400_000);
      expect(await store.approximateSize(key('x'), key('y'))).toBeLessThan(size / 10);

      await store.clear(key('k'), key('l'));
      await store.compact(key('k'), key('l'));
      expect(await store.approximateSize(key('k'), key('l'))).toBeLessThan(size / 10);
    });

    test('an empty write does nothing', async () => {
      await store.write([]);
      expect(await keysIn('a', 'z')).toEqual([]);
    });

    test('closing twice is closing once', async () => {
      await put('a');
      await store.close();
      await store.close();
    });
  });
}

/** One byte per character, so that tests can write keys as text. */
export function key(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function names(entries: readonly StoreEntry[]): string[] {
  return entries.map((entry) => String.fromCharCode(...entry.key));
}

function value(text: string): Uint8Array {
  return key(`value of ${text}`);
}

/** Stores answer with Buffers or Uint8Arrays; tests compare the bytes. */
function plain(bytes: Uint8Array | undefined): number[] | undefined {
  return bytes && [...bytes];
}

/** Bytes that no compression shrinks (a linear congruential generator). */
function noise(length: number, seed: number): Uint8Array {
  let state = seed + 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}
