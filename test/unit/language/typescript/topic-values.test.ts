import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTopics } from '../../../../server/language/typescript/topic-values.ts';
import { root } from '../../../harness/places.ts';
import { knownTopics } from '../known-topics.ts';

const empty = readFileSync(join(root, 'server/streaming/kafka/topic-values.ts'), 'utf8');

test('topics have the types of their values, those that somebody names', async () => {
  const knowledge = await knownTopics({ orders: ['{"id":1}'], clicks: ['{"x":1}'], __own: [] });
  const text = withTopics(empty, knowledge, (topic) => topic === 'orders');
  const [, members] = /interface TopicValues \{([\s\S]*?)\n\}/.exec(text) ?? [];
  expect(members).toBe('\n  "clicks": unknown;\n  "orders": { id: number };');
  expect(text).toContain('parse<T = any>(text: JsonText<T>');
  await knowledge.close();
});
