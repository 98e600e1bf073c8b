import { describe, expect, test } from 'vitest';
import {
  linkFrom,
  type MessageLink,
  queryOf,
} from '../../../../extension/panels/messages/message-link.ts';
import { MessagesMemory } from '../../../../extension/panels/messages/messages-memory.ts';
import type { TableLook } from '../../../../webview/contract/messages.ts';
import { fc } from '../../../harness/fast-check.ts';

describe('a link to records', () => {
  test('says the same when it is read', () => {
    const number = fc.option(fc.nat(), { nil: undefined });
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
        fc.record({ partition: number, offset: number, timestamp: number }),
        (topic, cluster, place) => {
          const given = defined({ topic, cluster, ...place }) as MessageLink;
          expect(linkFrom(queryOf(given))).toEqual(given);
        },
      ),
    );
  });

  test('leaves out what is no number, and is none without a topic', () => {
    expect(linkFrom('topic=orders&partition=-1&offset=1e3&timestamp=x')).toEqual({
      topic: 'orders',
    });
    expect(linkFrom('partition=1')).toBeUndefined();
    expect(linkFrom('topic=')).toBeUndefined();
  });
});

describe('what a workspace keeps', () => {
  const look = (time: TableLook['time']): TableLook => ({ columns: [], time });

  function memory(): MessagesMemory {
    const kept = new Map<string, unknown>();
    return new MessagesMemory({
      get: <T>(key: string) => kept.get(key) as T,
      update: async (key: string, value: unknown) => {
        kept.set(key, value);
      },
    });
  }

  test('is a look for each topic, and the last one for others', async () => {
    const own = memory();
    expect(own.lookOf('orders')).toBeNull();
    await own.keepLook('orders', look('utc'));
    await own.keepLook('payments', look('epoch'));
    expect(own.lookOf('orders')?.time).toBe('utc');
    expect(own.lookOf('another')?.time).toBe('epoch');
  });

  test('is bounded', async () => {
    const own = memory();
    for (let i = 0; i < 60; i++) await own.keepLook(`topic-${i}`, look(i === 5 ? 'epoch' : 'utc'));
    expect(own.lookOf('topic-5')?.time).toBe('utc');
  });

  test('has templates by name, which all panels change', async () => {
    const own = memory();
    const names = () => own.templates.map(({ name }) => name);
    for (const name of ['order', 'Payment', 'click']) {
      await own.changeTemplates({ kind: 'save', name, draft: { for: name } });
    }
    expect(names()).toEqual(['click', 'order', 'Payment']);
    await own.changeTemplates({ kind: 'save', name: 'order', draft: 'another' });
    await own.changeTemplates({ kind: 'rename', name: 'order', to: 'a first order' });
    expect(own.templates[0]).toEqual({ name: 'a first order', draft: 'another' });
    const taken = own.changeTemplates({ kind: 'rename', name: 'click', to: 'Payment' });
    await expect(taken).rejects.toThrow("There is a template 'Payment' already.");
    await own.changeTemplates({ kind: 'delete', name: 'Payment' });
    await own.changeTemplates({ kind: 'rename', name: 'gone', to: 'x' });
    expect(names()).toEqual(['a first order', 'click']);
  });

  test('has saved filters', async () => {
    const own = memory();
    expect(own.filters).toEqual([]);
    await own.keepFilters([{ name: 'large', filter: { expression: 'value.total > 10' } }]);
    expect(own.filters).toHaveLength(1);
  });
});

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
