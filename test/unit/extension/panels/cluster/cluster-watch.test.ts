import { beforeEach, describe, expect, test } from 'vitest';
import {
  ClusterWatch,
  type OverviewSource,
} from '../../../../../extension/panels/cluster/cluster-watch.ts';
import type { ClusterOverview } from '../../../../../server/contract/kafka-client/cluster.ts';
import { ManualTimers, settled } from '../../../../harness/manual-timers.ts';
import { overview } from './sample.ts';

/** A cluster that answers when it is told to. */
class Source implements OverviewSource {
  readonly asked: boolean[] = [];
  #answers: { resolve: (value: ClusterOverview) => void; reject: (error: Error) => void }[] = [];

  call(_: 'clusterOverview', { anew }: { anew: boolean }): Promise<ClusterOverview> {
    this.asked.push(anew);
    return new Promise((resolve, reject) => this.#answers.push({ resolve, reject }));
  }

  async answer(problem?: string): Promise<void> {
    const next = this.#answers.shift();
    if (problem === undefined) next?.resolve(overview);
    else next?.reject(new Error(problem));
    await settled();
  }
}

let timers: ManualTimers;
let source: Source;
let watch: ClusterWatch;
let told: string[];

beforeEach(() => {
  timers = new ManualTimers();
  source = new Source();
  told = [];
  watch = new ClusterWatch({
    onLook: () => told.push('look'),
    onProblem: (problem) => told.push(problem),
    timers,
  });
});

describe('a cluster', () => {
  test('is asked only while somebody looks, and anew when somebody looks again', async () => {
    watch.follow(source);
    expect(timers.next).toBeUndefined();
    watch.setActive(true);
    await timers.pass(0);
    await source.answer();
    expect([source.asked, told]).toEqual([[true], ['look']]);
    await timers.pass(1000);
    await source.answer();
    watch.setActive(false);
    expect(timers.next).toBeUndefined();
    watch.setActive(true);
    await timers.pass(0);
    expect(source.asked).toEqual([true, false, true]);
  });

  test('is never asked twice at once', async () => {
    watch.follow(source);
    watch.setActive(true);
    await timers.pass(0);
    watch.refresh();
    watch.setActive(false);
    watch.setActive(true);
    await timers.pass(5000);
    expect(source.asked).toHaveLength(1);
    await source.answer();
    await timers.pass(timers.next ?? Number.NaN);
    expect(source.asked).toHaveLength(2);
  });

  test('that takes long is asked less often, up to half a minute', async () => {
    watch.follow(source);
    watch.setActive(true);
    const restAfter = async (took: number) => {
      await timers.pass(timers.next ?? Number.NaN);
      await timers.pass(took);
      await source.answer();
      return timers.next;
    };
    expect(await restAfter(20)).toBe(1000);
    expect(await restAfter(500)).toBe(4500);
    expect(await restAfter(8000)).toBe(30_000);
  });

  test('that has just changed is asked at once, after the look under way', async () => {
    watch.follow(source);
    watch.setActive(true);
    await timers.pass(0);
    watch.refresh();
    await source.answer();
    expect(timers.next).toBe(0);
    await timers.pass(0);
    await source.answer();
    expect(timers.next).toBe(1000);
    watch.refresh();
    expect(timers.next).toBe(0);
  });

  test('that does not answer is asked again, and then anew', async () => {
    watch.follow(source);
    watch.setActive(true);
    await timers.pass(0);
    await source.answer('Nobody is there.');
    await timers.pass(1000);
    await source.answer();
    await timers.pass(1000);
    expect(told).toEqual(['Nobody is there.', 'look']);
    expect(source.asked).toEqual([true, true, false]);
  });

  test('that was left for another tells nothing any more', async () => {
    watch.follow(source);
    watch.setActive(true);
    await timers.pass(0);
    const other = new Source();
    watch.follow(other);
    await timers.pass(0);
    await source.answer();
    expect(told).toEqual([]);
    await other.answer();
    expect([other.asked, told]).toEqual([[true], ['look']]);
    watch.dispose();
    expect(timers.next).toBeUndefined();
  });
});
