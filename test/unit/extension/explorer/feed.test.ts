import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ChangeSource, Feed } from '../../../../extension/explorer/feed.ts';
import { ClusterModel } from '../../../../extension/explorer/model.ts';
import type { Changes, Interest } from '../../../../server/contract/kafka-client/model.ts';
import { ManualTimers, settled } from '../../../harness/manual-timers.ts';
import { putAll, topic } from './sample.ts';

/** Answers when a test says so. */
class TestSource implements ChangeSource {
  asked: Interest[] = [];
  #answers: ((changes: Changes | Error) => void)[] = [];

  call(_method: 'changes', interest: Interest): Promise<Changes> {
    this.asked.push(interest);
    return new Promise((resolve, reject) => {
      this.#answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  }

  async answer(changes: Changes | Error): Promise<void> {
    this.#answers.shift()?.(changes);
    await settled();
  }
}

const interest: Interest = {
  brokers: false,
  topics: true,
  partitions: ['a'],
  groups: false,
  groupDetails: [],
};

let timers: ManualTimers;
let source: TestSource;
let model: ClusterModel;
let feed: Feed;
let touched: string[][];

beforeEach(() => {
  timers = new ManualTimers();
  source = new TestSource();
  model = new ClusterModel();
  feed = new Feed(model, () => interest, timers);
  touched = [];
  feed.touched.on((ids) => touched.push([...ids]));
});

afterEach(() => feed.dispose());

describe('a feed', () => {
  test('asks at once for what is of interest, and again after half a second', async () => {
    feed.follow(source);
    feed.setActive(true);
    await timers.pass(0);
    expect(source.asked).toEqual([interest]);
    await source.answer({ topics: putAll(topic('a')) });
    expect(touched).toEqual([['topics']]);
    await timers.pass(499);
    expect(source.asked).toHaveLength(1);
    await timers.pass(1);
    expect(source.asked).toHaveLength(2);
  });

  test('asks nothing while nobody looks', async () => {
    feed.follow(source);
    await timers.pass(10_000);
    expect(source.asked).toEqual([]);
    feed.setActive(true);
    await timers.pass(0);
    await source.answer({});
    feed.setActive(false);
    expect(timers.waiting).toBe(0);
    await timers.pass(10_000);
    expect(source.asked).toHaveLength(1);
  });

  test('rests nine times as long as an answer takes', async () => {
    feed.follow(source);
    feed.setActive(true);
    await timers.pass(0);
    await timers.pass(100);
    await source.answer({});
    await timers.pass(899);
    expect(source.asked).toHaveLength(1);
    await timers.pass(1);
    expect(source.asked).toHaveLength(2);
  });

  test('shows nothing anew when nothing changed', async () => {
    feed.follow(source);
    feed.setActive(true);
    await timers.pass(0);
    await source.answer({});
    expect(touched).toEqual([]);
  });
});

describe('a refresh', () => {
  test('asks even if nobody looks', async () => {
    feed.follow(source);
    const refreshed = feed.refresh();
    await settled();
    await source.answer({ topics: putAll(topic('a')) });
    await refreshed;
    expect(model.topics.names).toEqual(['a']);
  });

  test('does not take an answer that is under way for its own', async () => {
    feed.follow(source);
    feed.setActive(true);
    await timers.pass(0);
    let done = false;
    const refreshed = feed.refresh().then(() => {
      done = true;
    });
    await source.answer({});
    expect(done).toBe(false);
    expect(source.asked).toHaveLength(2);
    await source.answer({ topics: putAll(topic('new')) });
    await refreshed;
    expect(model.topics.names).toEqual(['new']);
  });

  test('without a cluster has nothing to do', async () => {
    await feed.refresh();
    expect(model.topics.known).toBe(false);
  });
});

describe('when the cluster does not answer', () => {
  test('the feed says why until it answers again', async () => {
    const problems: (string | undefined)[] = [];
    feed.problemChanged.on(() => problems.push(feed.problem));
    feed.follow(source);
    feed.setActive(true);
    await timers.pass(0);
    await source.answer(new Error('no broker'));
    await timers.pass(500);
    await source.answer(new Error('no broker'));
    await timers.pass(500);
    await source.answer({});
    expect(problems).toEqual(['no broker', undefined]);
  });
});

describe('when another cluster is followed', () => {
  test('what was known is void, and late answers of the old one are not heard', async () => {
    feed.follow(source);
    feed.setActive(true);
    await timers.pass(0);
    const other = new TestSource();
    model.apply({ topics: putAll(topic('old')) });
    feed.follow(other);
    expect(model.topics.known).toBe(false);
    await source.answer({ topics: putAll(topic('late')) });
    expect(model.topics.known).toBe(false);
    await timers.pass(0);
    await other.answer({ topics: putAll(topic('new')) });
    expect(model.topics.names).toEqual(['new']);
  });

  test('none at all ends it', async () => {
    feed.follow(source);
    feed.setActive(true);
    await timers.pass(0);
    await source.answer({});
    feed.follow(undefined);
    await timers.pass(10_000);
    expect(source.asked).toHaveLength(1);
  });
});
