import { expect, test } from 'vitest';
import { isInternal, topicFilter } from '../../../../server/console/cluster/topic-filter.ts';

const topics = ['orders', 'orders.eu', 'ordersXeu', 'payments', '__consumer_offsets'];

test.each([
  ['orders', ['orders']],
  ['orders.*', ['orders', 'orders.eu', 'ordersXeu']],
  ['orders\\.eu', ['orders.eu']],
  ['orders, payments', ['orders', 'payments']],
  [`"orders"`, ['orders']],
  ['rder', []],
  ['(?!orders).*', ['payments', '__consumer_offsets']],
])('%s means %j', (pattern, names) => {
  expect(topics.filter(topicFilter(pattern))).toEqual(names);
});

test('what is no pattern is refused', () => {
  expect(() => topicFilter('*')).toThrow('* is an invalid regex.');
});

test('topics of Kafka’s own', () => {
  expect(topics.filter(isInternal)).toEqual(['__consumer_offsets']);
});
