import { expect, test } from 'vitest';
import { didYouMean, nearNames } from '../../../../extension/language-model/near-names.ts';

const topics = ['orders', 'orders.dead-letter', 'shop.orders', 'payments', 'clicks', 'Page_Views'];

test('what contains the name, or is contained, is near', () => {
  expect(nearNames('order', topics)).toEqual(['orders', 'orders.dead-letter', 'shop.orders']);
  expect(nearNames('orders-2026', topics)).toContain('orders');
});

test('case and separators make no difference', () => {
  expect(nearNames('page-views', topics)).toEqual(['Page_Views']);
  expect(nearNames('ORDERS', topics)[0]).toBe('orders');
});

test('typing errors are seen through', () => {
  expect(nearNames('paymetns', topics)).toEqual(['payments']);
});

test('what is like nothing is near nothing', () => {
  expect(nearNames('inventory', topics)).toEqual([]);
  expect(nearNames('', topics)).toEqual([]);
  expect(didYouMean('inventory', topics)).toBe('');
});

test('it is said in a sentence', () => {
  expect(didYouMean('paymetns', topics)).toBe('Did you mean payments?');
  expect(didYouMean('order', topics)).toBe(
    'Did you mean orders, orders.dead-letter or shop.orders?',
  );
});
