import { expect, test } from 'vitest';
import { entityOf } from '../../../../server/console/configs/entity.ts';
import { options } from '../../../../server/console/configs/options.ts';
import { parseOptions } from '../../../../server/console/options/parse-options.ts';

const entity = (line: string) => entityOf(parseOptions(line.split(' '), options).values);

test.each([
  ['--entity-type topics --entity-name a', { type: 'topics', name: 'a' }],
  ['--topic a', { type: 'topics', name: 'a' }],
  ['--entity-type brokers', { type: 'brokers', name: undefined }],
  ['--entity-type brokers --entity-default', { type: 'brokers', name: '' }],
  ['--broker-defaults', { type: 'brokers', name: '' }],
  ['--broker 1', { type: 'brokers', name: '1' }],
  ['--group g', { type: 'groups', name: 'g' }],
])('%s', (line, expected) => {
  expect(entity(line)).toEqual(expected);
});

test.each([
  ['--describe', 'At least one entity type must be specified'],
  ['--entity-type tables', 'Invalid entity type tables, the entity type must be one of topics, '],
  ['--entity-type topics --topic a', 'should not be used in conjunction with'],
  ['--entity-type users --entity-name a', 'Configuration of users (quotas, SCRAM credentials) is'],
  ['--client a', 'Configuration of clients (quotas, SCRAM credentials) is not supported'],
  ['--topic a --broker 1', "Only 'users' and 'clients' entity types may be specified together"],
])('%s is refused', (line, message) => {
  expect(() => entity(line)).toThrow(message);
});
