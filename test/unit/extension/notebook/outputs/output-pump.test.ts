import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OutputChange } from '../../../../../extension/notebook/outputs/output-list.ts';
import { OutputPump } from '../../../../../extension/notebook/outputs/output-pump.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const shown: string[] = [];
afterEach(() => void shown.splice(0));

function take(changes: readonly OutputChange[]): Promise<void> {
  shown.push(changes.map(({ items, added }) => (added ?? items[0])?.text).join());
  return Promise.resolve();
}

function print(pump: OutputPump, text: string): void {
  pump.add({ kind: 'stream', name: 'stdout', text });
}

test('what comes seldom is shown at once', async () => {
  const pump = new OutputPump(take);
  print(pump, 'a');
  await vi.advanceTimersByTimeAsync(0);
  expect(shown).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(500);
  print(pump, 'b');
  await vi.advanceTimersByTimeAsync(0);
  expect(shown).toEqual(['a', 'b']);
});

test('what comes often is shown ten times a second', async () => {
  const pump = new OutputPump(take);
  for (let i = 0; i < 1000; i++) {
    print(pump, 'x');
    await vi.advanceTimersByTimeAsync(1);
  }
  await pump.flush();
  expect(shown.join('').length).toBe(1000);
  expect(shown.length).toBeLessThanOrEqual(12);
});

test('nothing is shown while VS Code has not taken what was shown before', async () => {
  let taken: () => void = () => undefined;
  const pump = new OutputPump(async (changes) => {
    await take(changes);
    await new Promise<void>((resolve) => {
      taken = resolve;
    });
  });
  print(pump, 'a');
  await vi.advanceTimersByTimeAsync(0);
  for (const text of ['b', 'c', 'd']) print(pump, text);
  await vi.advanceTimersByTimeAsync(1000);
  expect(shown).toEqual(['a']);
  taken();
  await vi.advanceTimersByTimeAsync(100);
  expect(shown).toEqual(['a', 'bcd']);
});

test('the last outputs are shown when it is flushed', async () => {
  const pump = new OutputPump(take);
  print(pump, 'a');
  await vi.advanceTimersByTimeAsync(0);
  print(pump, 'b');
  await pump.flush();
  expect(shown).toEqual(['a', 'b']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(shown).toEqual(['a', 'b']);
});
