import { describe, expect, test } from 'vitest';
import { LagSamples } from '../../../../extension/panels/group/lag-samples.ts';
import type {
  GroupOffset,
  GroupSnapshot,
} from '../../../../server/contract/kafka-client/groups.ts';

const group = (offsets: GroupOffset[]): GroupSnapshot => ({
  ...{ name: 'g', state: 'Empty', protocol: 'classic', strategy: '', members: [], offsets },
  coordinator: { id: 1, host: 'localhost', port: 9092 },
});
const row = (partition: number, rest: Partial<GroupOffset>) => ({ topic: 't', partition, ...rest });

describe('samples of lag', () => {
  test('have what can be told', () => {
    const samples = new LagSamples();
    const sample = samples.take(
      group([
        row(0, { committed: 3, latest: 10 }),
        row(1, { latest: 10 }),
        row(2, { committed: 3 }),
        // Records were lost, or the offset was set by hand.
        row(3, { committed: 12, latest: 10 }),
      ]),
      7,
    );
    expect(sample).toEqual({ time: 7, lags: { 't-0': 7, 't-3': 0 } });
    expect(samples.all).toEqual([sample]);
    samples.clear();
    expect(samples.all).toEqual([]);
  });

  test('are of the last minutes, fewer for very many partitions', () => {
    const kept = (partitions: number) => {
      const samples = new LagSamples();
      const of = group(Array.from({ length: partitions }, (_, i) => row(i, {})));
      for (let time = 0; time < 400; time++) samples.take(of, time);
      expect(samples.all.at(-1)?.time).toBe(399);
      return samples.all.length;
    };
    expect(kept(1)).toBe(300);
    expect(kept(500)).toBe(120);
    expect(kept(5_000)).toBe(60);
  });
});
