import { expect, test } from 'vitest';
import { spokenName } from '../../../../extension/clusters/cluster-name.ts';

test('a connection that is marked red is said to be production', () => {
  expect(spokenName({ name: 'Payments', mark: 'red' })).toBe('Payments (production)');
  expect(spokenName({ name: 'Staging', mark: 'orange' })).toBe('Staging');
  expect(spokenName({ name: 'Test' })).toBe('Test');
});
