import { beforeEach, describe, expect, test } from 'vitest';
import type { ClusterSource } from '../../../../server/language/topics/cluster-source.ts';
import { KnownCluster } from '../../../../server/language/topics/known-cluster.ts';
import { UserError } from '../../../../server/node/user-error.ts';
import { ManualClock, settled } from '../../../harness/manual-clock.ts';

/** A cluster that a test changes. */
class Source {
  topics: Record<string, string[]> = { orders: ['{"id":1}'] };
  isThere = true;
  /** What was asked, in order. */
  asked: string[] = [];
  open = 0;
  /** Answers wait for it. */
  held: Promise<void> = Promise.resolve();

  connect(bootstrap: string): ClusterSource {
    this.open += 1;
    const answer = async <T>(what: string, make: () => T): Promise<T> => {
      this.asked.push(what);
      await this.held;
      if (!this.isThere) throw new UserError(`${bootstrap} is not there`);
      return make();
    };
    return {
      topics: () =>
        answer('topics', () =>
          Object.keys(this.topics).map((name) => ({ name, partitions: 1, internal: false })),
        ),
      groups: () => answer('groups', () => ['counts']),
      lastValues: (topic) =>
        answer(`sample ${topic}`, () =>
          (this.topics[topic] ?? []).map((text) => new TextEncoder().encode(text)),
        ),
      close: async () => {
        this.open -= 1;
      },
    };
  }
}

let clock: ManualClock;
let source: Source;
let known: KnownCluster;
let changes: number;

beforeEach(() => {
  clock = new ManualClock();
  source = new Source();
  known = new KnownCluster({ clock, open: (bootstrap) => source.connect(bootstrap) });
  changes = 0;
  known.changed(() => {
    changes += 1;
  });
});

const select = (sampleTopics = true) =>
  known.situate({ bootstrap: 'localhost:9092', sampleTopics });
const names = () => known.topics()?.map(({ name }) => name);

describe('names', () => {
  test('are not known without a cluster, and nothing is asked', async () => {
    expect([known.topics(), known.groups()]).toEqual([undefined, undefined]);
    await clock.advance(60_000);
    expect(source.asked).toEqual([]);
  });

  test('are not asked for before somebody does', async () => {
    select();
    await clock.advance(60_000);
    expect(source.asked).toEqual([]);
  });

  test('are known a moment after the first question, which is told', async () => {
    select();
    changes = 0;
    expect(names()).toBeUndefined();
    await settled();
    expect(names()).toEqual(['orders']);
    expect(known.groups()).toEqual(['counts']);
    expect(changes).toBe(1);
  });

  test('are asked for again every few seconds while somebody asks, and told when they changed', async () => {
    select();
    names();
    await clock.advance(4_000);
    for (let question = 0; question < 10; question++) names();
    expect(source.asked).toHaveLength(2);
    source.topics.payments = [];
    changes = 0;
    await clock.advance(4_000);
    expect(names()).toEqual(['orders', 'payments']);
    expect(changes).toBe(1);
  });

  test('are asked for no more when nobody asks, and the connections closed', async () => {
    select();
    names();
    await clock.advance(60_000);
    expect(source.open).toBe(0);
    const { length } = source.asked;
    await clock.advance(600_000);
    expect(source.asked).toHaveLength(length);
    names();
    await settled();
    expect(source.asked.length).toBeGreaterThan(length);
  });

  test('are asked for at once when they are said to be outdated, also while they are being asked for', async () => {
    select();
    names();
    await settled();
    source.topics.payments = [];
    known.outdated();
    await settled();
    expect(names()).toEqual(['orders', 'payments']);
    known.outdated();
    source.topics.refunds = [];
    known.outdated();
    await clock.advance(0);
    expect(names()).toContain('refunds');
  });

  test('are asked for when they are said to be outdated though nobody has asked for long', async () => {
    select();
    names();
    await clock.advance(60_000);
    source.topics.payments = [];
    changes = 0;
    known.outdated();
    await settled();
    expect(changes).toBe(1);
    expect(names()).toEqual(['orders', 'payments']);
  });

  test('stand for a while when the cluster goes, and are known again when it is back', async () => {
    select();
    names();
    await settled();
    source.isThere = false;
    await clock.advance(10_000);
    expect(names()).toEqual(['orders']);
    await clock.advance(25_000);
    expect(known.topics()).toBeUndefined();
    source.isThere = true;
    await clock.advance(6_000);
    expect(names()).toEqual(['orders']);
    expect(source.open).toBe(1);
  });

  test('of another cluster are not mixed up with those of the first', async () => {
    select();
    names();
    await settled();
    let release = () => {};
    source.held = new Promise((resolve) => {
      release = resolve;
    });
    known.outdated();
    known.situate({ bootstrap: 'other:9092', sampleTopics: true });
    expect(known.topics()).toBeUndefined();
    source.topics = { elsewhere: [] };
    release();
    await settled();
    expect(names()).toEqual(['elsewhere']);
    expect(source.open).toBe(1);
  });

  test('are waited for no longer than is said', async () => {
    let isReady = false;
    const ready = async () => {
      await known.ready(50);
      isReady = true;
    };
    void ready();
    await settled();
    expect(isReady).toBe(true);
    isReady = false;
    select();
    source.held = new Promise(() => {});
    void ready();
    await clock.advance(49);
    expect(isReady).toBe(false);
    await clock.advance(1);
    expect(isReady).toBe(true);
  });
});

describe('the type of a topic’s values', () => {
  test('is found out when it is asked for', async () => {
    select();
    names();
    await settled();
    expect(source.asked).not.toContain('sample orders');
    expect(known.valueType('orders')).toBeUndefined();
    await settled();
    expect(known.valueType('orders')).toBe('{ id: number }');
    expect(known.fields('orders')).toEqual([{ path: 'id', type: 'number', isOptional: false }]);
  });

  test('is looked at again after a while, and told if it changed', async () => {
    select();
    names();
    await settled();
    known.valueType('orders');
    await settled();
    changes = 0;
    await clock.advance(20_000);
    known.valueType('orders');
    await settled();
    expect(changes).toBe(0);
    source.topics.orders = ['{"id":1,"name":"x"}'];
    await clock.advance(20_000);
    known.valueType('orders');
    await settled();
    expect(changes).toBe(1);
    expect(known.valueType('orders')).toBe('{ id: number; name: string }');
  });

  test('is found out and told when an empty topic has its first records, without another question', async () => {
    source.topics.orders = [];
    select();
    names();
    await settled();
    known.valueType('orders');
    await settled();
    changes = 0;
    source.topics.orders = ['{"id":1}'];
    await clock.advance(6_000);
    expect(changes).toBe(1);
    expect(known.valueType('orders')).toBe('{ id: number }');
  });

  test('is not looked for where there is no such topic, nor where that is switched off', async () => {
    select(false);
    names();
    await settled();
    known.valueType('orders');
    select(true);
    known.valueType('nothing');
    await settled();
    expect(source.asked.filter((each) => each.startsWith('sample'))).toEqual([]);
    known.valueType('orders');
    await settled();
    expect(known.valueType('orders')).toBe('{ id: number }');
    select(false);
    expect(known.valueType('orders')).toBeUndefined();
  });

  test('is forgotten with the topic', async () => {
    select();
    names();
    await settled();
    known.valueType('orders');
    await settled();
    source.topics = {};
    known.outdated();
    await settled();
    source.topics = { orders: ['["another"]'] };
    known.outdated();
    await settled();
    expect(known.valueType('orders')).toBeUndefined();
  });
});

test('nothing is asked after the end', async () => {
  select();
  names();
  await settled();
  await known.close();
  const { length } = source.asked;
  names();
  await clock.advance(60_000);
  expect(source.asked).toHaveLength(length);
  expect(source.open).toBe(0);
});
