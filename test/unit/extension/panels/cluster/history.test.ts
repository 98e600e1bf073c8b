import { expect, test } from 'vitest';
import { HISTORY_MS, History } from '../../../../../extension/panels/cluster/history.ts';
import { overview } from './sample.ts';

const values = { records: 3, bytes: null, disk: 512 };

test('a look becomes a point of each line, with what is not known', () => {
  expect(new History().add(1000, overview)).toEqual({
    time: 1000,
    total: values,
    brokers: { 1: values },
    topics: { orders: values },
    underReplicated: 0,
    offline: 0,
  });
});

test('looks of some minutes are kept', () => {
  const history = new History();
  for (let time = 0; time <= 2 * HISTORY_MS; time += 60_000) history.add(time, overview);
  expect(history.points[0]?.time).toBe(HISTORY_MS);
  expect(history.points.at(-1)?.time).toBe(2 * HISTORY_MS);
});

test('lines end where nobody looked, which is said once', () => {
  const history = new History();
  expect(history.interrupt(0)).toBeUndefined();
  history.add(1000, overview);
  expect(history.interrupt(2000)).toMatchObject({ time: 2000, offline: null, brokers: {} });
  expect(history.interrupt(3000)).toBeUndefined();
  history.add(4000, overview);
  expect(history.points.map(({ time, offline }) => [time, offline])).toEqual([
    [1000, 0],
    [2000, null],
    [4000, 0],
  ]);
});
