import { expect, test } from 'vitest';
import { acrossBridge } from '../../../../server/language/typescript/bridges.ts';
import { factsOf } from '../../../../server/language/typescript/cell-facts.ts';
import type { CellModule } from '../../../../server/language/typescript/cell-module.ts';
import { Links } from '../../../../server/language/typescript/links.ts';
import { virtualText } from '../../../../server/language/typescript/virtual-text.ts';

const cell = { specifier: 'cell-0', names: factsOf('let n = 1; const word = 1;').declared };
const links = new Links([cell], []);

function moduleOf(code: string) {
  const facts = factsOf(code);
  return virtualText(code, facts, links.mentionedBy(facts, 1));
}

test('a cell imports what it mentions, and exports what it declares', () => {
  const { text, start, end } = moduleOf('const twice = word + n;\nexport let other;');
  expect(text).toBe(
    "import { word, n } from 'cell-0';\nconst twice = word + n;\nexport let other;\nexport { twice };\n",
  );
  expect(text.slice(start, end)).toBe('const twice = word + n;\nexport let other;');
});

test('a cell that declares nothing is a module all the same', () => {
  expect(moduleOf('1').text).toBe('1\nexport {  };\n');
});

test('what is assigned to is a variable, which leads to what it stands for and back', () => {
  const { text, start } = moduleOf('n = n + 1');
  expect(text.slice(0, start)).toBe("declare let n: typeof import('cell-0').n;\n");
  const module = { text, start } as CellModule;
  const variable = 'declare let '.length;
  const original = text.indexOf(').n') + 2;
  expect(acrossBridge(module, variable)).toBe(original);
  expect(acrossBridge(module, original)).toBe(variable);
  expect(acrossBridge(module, start)).toBeUndefined();
});
