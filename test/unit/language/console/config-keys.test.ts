import { describe, expect, test } from 'vitest';
import { topicKeys } from '../../../../server/broker/config/topic-keys.ts';
import { consumerKeys, producerKeys } from '../../../../server/language/console/client-keys.ts';
import { keysOf, pairsIn } from '../../../../server/language/console/config-keys.ts';
import { toldOptions, toolCatalogue } from '../../../../server/language/console/tool-catalogue.ts';
import { fc } from '../../../harness/fast-check.ts';

const topicConfig = keysOf({ value: '', kind: 'topic-config', help: '' }, undefined)!;
const entityConfig = keysOf({ value: '', kind: 'entity-config', help: '' }, 'brokers')!;

describe('keys of configurations', () => {
  test('are those of topics, brokers and clients', () => {
    expect(topicConfig.keys.map(({ name }) => name)).toEqual(Object.keys(topicKeys).sort());
    expect(entityConfig.keys.map(({ name }) => name)).toContain('log.retention.ms');
    expect(keysOf({ value: '', kind: 'entity-config', help: '' }, undefined)).toBeUndefined();
    expect(keysOf({ value: '', kind: 'entity-config', help: '' }, 'constructor')).toBeUndefined();
  });

  test.each([
    ['topics', topicConfig.keys],
    ['brokers', entityConfig.keys],
    ['producers', producerKeys],
    ['consumers', consumerKeys],
  ])('of %s take their own defaults and choices, and are documented', (_, keys) => {
    for (const key of keys) {
      expect(key.documentation, key.name).toMatch(/\.$/);
      if (key.default !== null && key.default !== '') key.check(key.default);
      for (const choice of key.choices ?? []) key.check(choice);
    }
  });

  test('of clients have the defaults that clients take', () => {
    const defaultOf = (name: string) => producerKeys.find((key) => key.name === name)?.default;
    expect(defaultOf('acks')).toBe('all');
    expect(defaultOf('batch.size')).toBe('16384');
    expect(consumerKeys.find(({ name }) => name === 'group.id')?.default).toBeNull();
  });
});

describe('pairs in a value', () => {
  test.each([
    ['a=b', [['a', 'b']]],
    [
      'a=b,c=[d,e],f',
      [
        ['a', 'b'],
        ['c', '[d,e]'],
        ['f', undefined],
      ],
    ],
    ['', [['', undefined]]],
    [
      'a=b=c, d=',
      [
        ['a', 'b=c'],
        ['d', ''],
      ],
    ],
  ])('%j', (value, pairs) => {
    expect(pairsIn(value, entityConfig).map((pair) => [pair.key, pair.value])).toEqual(pairs);
  });

  test('one value may have commas where there is one pair alone', () => {
    expect(pairsIn('a=b,c', topicConfig)).toMatchObject([{ key: 'a', value: 'b,c' }]);
  });

  test('stand where they say', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '=', ',', ' ', '[', ']') }),
        (value) => {
          for (const pair of pairsIn(value, entityConfig)) {
            expect(value.slice(pair.keyStart, pair.keyStart + pair.key.length)).toBe(pair.key);
            if (pair.value !== undefined)
              expect(value.slice(pair.valueStart, pair.end)).toBe(pair.value);
          }
        },
      ),
    );
  });
});

test('every option that tools tell of says what it is for', async () => {
  for (const { command, script, summary } of (await toolCatalogue()).values()) {
    expect(summary, script).not.toBe('');
    for (const [name, { help }] of toldOptions(command?.options ?? {})) {
      expect(help, `${script} --${name}`).not.toBe('');
    }
  }
});
