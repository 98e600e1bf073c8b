import { expect, test } from 'vitest';
import { usage } from '../../../../server/console/options/usage.ts';

test('options stand in two columns, in the order of their names', () => {
  expect(
    usage({
      topic: { value: 'topic', help: 'The topic.' },
      alter: { help: `Alters${' and alters'.repeat(9)}.` },
      partitions: { value: 'a long word for a number', type: 'integer', help: 'How many.' },
      time: { value: 'time', optional: true, synonyms: ['t'], help: 'One line\nand another' },
      force: { hidden: true, help: 'Not to be seen.' },
    }),
  ).toEqual([
    'Option                                    Description',
    '------                                    -----------',
    '--alter                                   Alters and alters and alters and alters and alters and',
    `${' '.repeat(42)}alters and alters and alters and alters and alters.`,
    '--partitions <Integer: a long word for a number>',
    `${' '.repeat(42)}How many.`,
    '--topic <String: topic>                   The topic.',
    '-t, --time [String: time]                 One line',
    `${' '.repeat(42)}and another`,
  ]);
});
