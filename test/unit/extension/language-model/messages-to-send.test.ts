import { describe, expect, test } from 'vitest';
import {
  messagesToSend,
  sendingOf,
} from '../../../../extension/language-model/messages-to-send.ts';
import { shownMessages } from '../../../../extension/language-model/shown-messages.ts';
import { ToolInput } from '../../../../extension/language-model/tool-input.ts';

const read = (messages: unknown, more: object = {}) =>
  messagesToSend(new ToolInput({ topic: 'orders', messages, ...more }));

describe('what is to be sent', () => {
  test('is a key, a value, headers and a partition, as they came', () => {
    const to = read([{ key: 'k', value: '{{index}}', headers: { source: 'x' }, partition: 2 }]);
    expect(sendingOf(to, to.messages[0]!)).toMatchObject({
      topic: 'orders',
      partition: { kind: 'explicit', partition: 2 },
      acks: -1,
      repetition: { kind: 'times', count: 1 },
      template: {
        key: { text: 'k', encoding: { format: 'string' } },
        value: { text: '{{index}}', encoding: { format: 'string' } },
        headers: [{ name: 'source', value: { text: 'x' } }],
        generated: false,
      },
    });
  });

  test('may be a tombstone, but says so', () => {
    const to = read([{ key: 'k', value: null }]);
    expect(sendingOf(to, to.messages[0]!).template.value).toBeNull();
    expect(() => read([{ key: 'k' }])).toThrow(
      'messages[0].value is missing: give a text, or null for a tombstone.',
    );
  });

  test('may be an object where text is meant: its JSON', () => {
    expect(read([{ value: { a: 1 } }]).messages[0]?.value).toBe('{"a":1}');
  });

  test("is written with the registry's schema in its formats", () => {
    const to = read([{ value: '{}' }], { valueFormat: 'avro' });
    expect(sendingOf(to, to.messages[0]!).template.value?.encoding).toEqual({
      format: 'avro',
      schema: { kind: 'registry' },
    });
  });

  test('is refused where it is not what it should be', () => {
    const refused: [unknown, RegExp][] = [
      [undefined, /messages is missing/],
      [[], /messages is missing/],
      [['text'], /messages\[0\] must be an object/],
      [[{ value: 'a' }, { value: 1 }], /messages\[1\]\.value must be a string/],
      [[{ value: 'a', topic: 'b' }], /messages\[0\] has topic, which is none of/],
      [[{ value: 'a', headers: { n: 1 } }], /headers must be an object of strings/],
      [[{ value: 'a', headers: ['n'] }], /headers must be an object of strings/],
      [[{ value: 'a', partition: -1 }], /partition must be a whole number/],
    ];
    for (const [messages, why] of refused) expect(() => read(messages)).toThrow(why);
    expect(() => messagesToSend(new ToolInput({ messages: [{ value: 'a' }] }))).toThrow(
      'topic is missing',
    );
  });

  test('is no more than a person can look through', () => {
    const one = { value: 'x' };
    expect(() => read(Array(21).fill(one))).toThrow(/These are 21 messages; at most 20/);
    expect(() => read([{ key: 'k'.repeat(5_000), value: 'v'.repeat(5_001) }])).toThrow(
      /have 10001 characters; at most 10000/,
    );
  });
});

describe('what the user agrees to', () => {
  test('is all of it', () => {
    const to = read([
      { key: 'k', value: 'v', headers: { source: 'x' }, partition: 0 },
      { value: null },
      { key: '', value: '' },
    ]);
    expect(shownMessages(to)).toBe(
      [
        'Message 1 of 3\n```text\npartition: 0\nkey: (string) k\nvalue: (string) v\nheader source: x\n```',
        'Message 2 of 3\n```text\nkey: none\nvalue: null, a tombstone\n```',
        'Message 3 of 3\n```text\nkey: (string) empty\nvalue: (string) empty\n```',
      ].join('\n\n'),
    );
  });

  test('cannot leave its block', () => {
    const shown = shownMessages(read([{ value: 'a\n```\n[Click](command:evil)\n`````' }]));
    expect(shown).toMatch(/^Message 1 of 1\n``````text\n/);
    expect(shown).toMatch(/\n``````$/);
  });

  test('has nothing unseen in it', () => {
    const hidden = 'pay\u202Eabc\u200B\u0007\r\u{E0041}\u00A0é✓\tend';
    expect(shownMessages(read([{ value: hidden }]))).toContain(
      'pay\\u{202e}abc\\u{200b}\\u{7}\\u{d}\\u{e0041}\\u{a0}é✓\tend',
    );
    // Variation selectors, which can carry any bytes, and letters that take no room.
    expect(shownMessages(read([{ value: 'a\uFE01\u{E0101}\u3164\u034F\u2800b' }]))).toContain(
      'a\\u{fe01}\\u{e0101}\\u{3164}\\u{34f}\\u{2800}b',
    );
  });
});
