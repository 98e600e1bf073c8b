import { describe, expect, test } from 'vitest';
import type { ConfigKey, ConfigType } from '../../../../server/contract/configuration.ts';
import { choicesOf, partsOf, withPart } from '../../../../webview/configuration/choices.ts';
import {
  complaintOf,
  Edits,
  inherited,
  isSetHere,
} from '../../../../webview/configuration/edits.ts';
import { grouped, matches } from '../../../../webview/configuration/key-groups.ts';
import { originTexts } from '../../../../webview/configuration/origins.ts';
import { inWords } from '../../../../webview/configuration/units.ts';

const topic = { kind: 'topic', name: 'orders' } as const;

function key(name: string, fields: Partial<ConfigKey> = {}): ConfigKey {
  return {
    name,
    value: '1000',
    source: 'default',
    readOnly: false,
    sensitive: false,
    type: 'long',
    documentation: null,
    origins: [],
    ...fields,
  };
}

const retention = key('retention.ms', {
  value: '60000',
  source: 'topic',
  documentation: 'How long records are kept.',
  origins: [
    { name: 'retention.ms', value: '60000', source: 'topic' },
    { name: 'log.retention.ms', value: '3600000', source: 'all-brokers' },
    { name: 'log.retention.hours', value: '168', source: 'default' },
  ],
});

describe('a number is told in other units', () => {
  test.each([
    ['retention.ms', '604800000', '7 days'],
    ['retention.ms', '5400000', '1.5 hours'],
    ['segment.ms', '60000', '1 minute'],
    ['retention.ms', '-1', 'no limit'],
    ['flush.ms', '9223372036854775807', 'no limit'],
    ['log.retention.hours', '168', '7 days'],
    ['log.retention.hours', '5', undefined],
    ['offsets.retention.minutes', '10080', '7 days'],
    ['segment.bytes', '1073741824', '1 GB'],
    ['max.message.bytes', '1048588', '1 MB'],
    ['segment.bytes', '14', undefined],
    ['linger.ms', '-1', undefined],
    ['num.partitions', '1000', undefined],
    ['retention.ms', 'soon', undefined],
    ['retention.ms', null, undefined],
  ])('%s = %s is %s', (name, value, words) => {
    expect(inWords(name, value)).toBe(words);
  });
});

describe('keys', () => {
  test('are grouped by what they are about, each once', () => {
    const names = [
      'retention.ms',
      'cleanup.policy',
      'delete.retention.ms',
      'min.cleanable.dirty.ratio',
      'segment.bytes',
      'max.message.bytes',
      'min.insync.replicas',
      'offsets.retention.minutes',
      'transactional.id.expiration.ms',
      'broker.id',
    ];
    expect(
      grouped(names.map((name) => key(name))).map(({ title, keys }) => [
        title,
        ...keys.map(({ name }) => name),
      ]),
    ).toEqual([
      ['Retention', 'cleanup.policy', 'retention.ms'],
      ['Compaction', 'delete.retention.ms', 'min.cleanable.dirty.ratio'],
      ['Segments', 'segment.bytes'],
      ['Messages', 'max.message.bytes'],
      ['Replication', 'min.insync.replicas'],
      ['Consumer Groups', 'offsets.retention.minutes'],
      ['Transactions', 'transactional.id.expiration.ms'],
      ['Other', 'broker.id'],
    ]);
  });

  test('are found by words of their name and description', () => {
    expect(matches(retention, '')).toBe(true);
    expect(matches(retention, 'RETENTION kept')).toBe(true);
    expect(matches(retention, 'retention compact')).toBe(false);
  });

  test('say where their value comes from, nearest first', () => {
    expect(originTexts(retention, topic)).toEqual([
      { who: 'This topic', value: '60000', words: '1 minute' },
      { who: 'All brokers (log.retention.ms)', value: '3600000', words: '1 hour' },
      { who: 'Default (log.retention.hours)', value: '168', words: '7 days' },
    ]);
    const secret = key('ssl.key.password', { sensitive: true, value: null, source: 'broker-file' });
    expect(originTexts(secret, { kind: 'broker', name: '1' })).toEqual([
      { who: 'Set when the broker was started', value: '••••••', words: undefined },
    ]);
  });

  test('are set here, or inherit', () => {
    expect(isSetHere(retention, 'topic')).toBe(true);
    expect(inherited(retention, 'topic')).toBe('3600000');
    const ofBroker = key('retention.ms', { source: 'broker' });
    expect(isSetHere(ofBroker, 'topic')).toBe(false);
    expect(isSetHere(ofBroker, 'broker')).toBe(true);
    expect(inherited(ofBroker, 'topic')).toBe('1000');
    const [own, , hours] = retention.origins;
    const overHours = key('retention.ms', { source: 'topic', origins: [own!, hours!] });
    expect(inherited(overHours, 'topic')).toBe('604800000');
  });
});

describe('choices', () => {
  test('are offered where Kafka takes certain words', () => {
    const codec = key('log.compression.type', { type: 'string', value: 'zstd' });
    expect(choicesOf(codec)).toMatchObject({ several: false });
    expect(choicesOf({ ...codec, value: 'brotli' })).toBeUndefined();
    expect(choicesOf(key('num.partitions'))).toBeUndefined();
    const policy = key('cleanup.policy', { type: 'list', value: 'compact, delete' });
    expect(choicesOf(policy)).toEqual({ several: true, words: ['delete', 'compact'] });
  });

  test('of a list are added and taken away', () => {
    expect(partsOf('delete, compact')).toEqual(['delete', 'compact']);
    expect(withPart('delete', 'compact', true)).toBe('delete,compact');
    expect(withPart('delete,compact', 'delete', false)).toBe('compact');
    expect(withPart('compact', 'compact', true)).toBe('compact');
  });
});

describe('a value', () => {
  test.each<[ConfigType, string]>([
    ['int', '-1'],
    ['long', '9223372036854775807'],
    ['double', '0.5'],
    ['boolean', 'true'],
    ['string', ''],
    ['list', 'a,b'],
  ])('of type %s may be %j', (type, value) => {
    expect(complaintOf(key('k', { type }), value)).toBeUndefined();
  });

  test.each<[ConfigType, string, string]>([
    ['int', 'many', 'A whole number.'],
    ['int', '', 'A whole number.'],
    ['int', '2147483648', 'A whole number from -2147483648 to 2147483647.'],
    ['short', '40000', 'A whole number from -32768 to 32767.'],
    ['long', '1.5', 'A whole number.'],
    ['double', 'half', 'A number.'],
    ['boolean', 'yes', 'true or false.'],
  ])('of type %s may not be %j', (type, value, complaint) => {
    expect(complaintOf(key('k', { type }), value)).toBe(complaint);
  });
});

describe('edits', () => {
  test('are what differs from what is so', () => {
    const edits = new Edits('topic');
    edits.set(retention, '5');
    expect(edits.changes).toEqual([{ name: 'retention.ms', value: '5' }]);
    expect(edits.valueOf(retention)).toBe('5');
    edits.set(retention, '60000');
    expect(edits.size).toBe(0);
    expect(edits.valueOf(retention)).toBe('60000');
  });

  test('may be to take a value back, if it is set here', () => {
    const edits = new Edits('topic');
    edits.reset(retention);
    expect(edits.changes).toEqual([{ name: 'retention.ms', value: null }]);
    expect(edits.isReset('retention.ms')).toBe(true);
    expect(edits.valueOf(retention)).toBe('3600000');
    edits.discard('retention.ms');
    expect(edits.has('retention.ms')).toBe(false);
    edits.set(key('segment.ms'), '7');
    edits.reset(key('segment.ms'));
    expect(edits.size).toBe(0);
  });

  test('go when they have become so, or have no key any more', () => {
    const edits = new Edits('topic', [
      { name: 'retention.ms', value: '60000' },
      { name: 'segment.ms', value: null },
      { name: 'gone', value: '1' },
      { name: 'flush.ms', value: '9' },
    ]);
    edits.reconcile([retention, key('segment.ms'), key('flush.ms')]);
    expect(edits.changes).toEqual([{ name: 'flush.ms', value: '9' }]);
  });
});
