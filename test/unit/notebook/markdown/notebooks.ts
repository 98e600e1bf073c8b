// Texts and edits of notebooks, for properties.

import type { TextCell } from '../../../../server/notebook/markdown/notebook-text.ts';
import { fc } from '../../../harness/fast-check.ts';

const line = fc.constantFrom(
  '# Title',
  'Some text.',
  'more  ',
  '',
  '',
  '   ',
  '\t',
  '```ts',
  '```ts title="one" {2}',
  '``` ts',
  '```python  ',
  '```console',
  '```sql',
  '```',
  '```',
  '```   ',
  '````ts',
  '````',
  '~~~ts',
  '~~~',
  '  ```ts',
  '   ~~~console',
  '  ```',
  '    ```ts',
  '- item',
  '  - nested',
  '2. second',
  '   ```python',
  '> ```ts',
  '> quoted',
  '<!--',
  '-->',
  '<!-- one line -->',
  '<details>',
  '</details>',
  '<pre>',
  '</pre>',
  '---',
  'const a = `b`;',
  "  console.log('x');",
  '    indented',
  'a ``` b',
  '\u{feff}',
  'emoji 🌾 and ütf',
);
const end = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r');

/** Lines of all kinds in any order, with ends of any kind. */
export const anyText: fc.Arbitrary<string> = fc
  .tuple(fc.array(fc.tuple(line, end), { maxLength: 30 }), line)
  .map(([lines, last]) => lines.map(([text, eol]) => text + eol).join('') + last);

const value = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'));

/** A cell as an editor makes it. */
export const newCell: fc.Arbitrary<TextCell> = fc.oneof(
  value.map((text): TextCell => ({ kind: 'markdown', language: '', value: text })),
  fc.tuple(fc.constantFrom('ts', 'python', 'console'), value).map(([language, text]): TextCell => {
    return { kind: 'code', language, value: text };
  }),
);

/** Something that a user does with the cells of a notebook. */
export type Edit = (cells: readonly TextCell[]) => TextCell[];

export const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fc.nat(), newCell).map(([at, cell]): Edit => {
    return (cells) => cells.toSpliced(at % (cells.length + 1), 0, cell);
  }),
  fc.nat().map(
    (at): Edit =>
      (cells) =>
        cells.toSpliced(at % Math.max(cells.length, 1), 1),
  ),
  fc.tuple(fc.nat(), value).map(([at, text]): Edit => {
    return (cells) =>
      cells.map((cell, i) => (i === at % cells.length ? { ...cell, value: text } : cell));
  }),
  fc.tuple(fc.nat(), fc.nat()).map(([from, to]): Edit => {
    return (cells) => {
      if (cells.length === 0) return [...cells];
      const moved = cells.toSpliced(from % cells.length, 1);
      return moved.toSpliced(to % cells.length, 0, cells[from % cells.length] as TextCell);
    };
  }),
);
