import { expect, test } from 'vitest';
import { cellsOf } from '../../../../server/console/run/notebook-cells.ts';

test('the cells that run have their places, among each other and in the file', () => {
  const lines = [
    ...['', '# Title', '', '```ts', 'const a = 1;', 'a', '```', '', 'Text', '', ''],
    ...['```sql', 'SELECT 1', '```', '```console', 'kafka-topics --list', '```'],
    ...['````python', 'print(1)', '````'],
  ];
  const expected = [
    { position: 1, language: 'ts', code: 'const a = 1;\na', fileLine: 5 },
    { position: 2, language: 'console', code: 'kafka-topics --list', fileLine: 16 },
    { position: 3, language: 'python', code: 'print(1)', fileLine: 19 },
  ];
  expect(cellsOf(lines.join('\n'))).toEqual(expected);
  expect(cellsOf(lines.join('\r\n'))).toEqual(expected);
  expect(cellsOf('# Text')).toEqual([]);
});
