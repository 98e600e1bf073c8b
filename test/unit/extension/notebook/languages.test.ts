import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { servedCells } from '../../../../extension/language/served-cells.ts';
import {
  cellLanguageOf,
  fenceWordOf,
  languageIdOf,
  supportedLanguages,
} from '../../../../extension/notebook/languages.ts';

const manifest = JSON.parse(await readFile('package.json', 'utf8'));
const configuration = JSON.parse(
  await readFile('media/typescript/language-configuration.json', 'utf8'),
);

test('the word after a fence and the language of its editor belong together', () => {
  for (const word of ['ts', 'python', 'console'])
    expect(fenceWordOf(languageIdOf(word))).toBe(word);
  expect(languageIdOf('sql')).toBe('sql');
  expect(fenceWordOf('sql')).toBe('sql');
});

test("cells of VS Code's own TypeScript run, where a Jupyter notebook has them", () => {
  expect(cellLanguageOf('typescript')).toBe('ts');
  expect(supportedLanguages('jupyter-notebook')).toContain('typescript');
  expect(supportedLanguages('millrace-notebook')).not.toContain('typescript');
  expect(cellLanguageOf('sql')).toBeUndefined();
});

test('the language server serves every language that kernels run, and the manifest has ours', () => {
  const served = servedCells.filter(([type]) => type === 'millrace-notebook').map(([, id]) => id);
  expect([...served].sort()).toEqual(supportedLanguages('millrace-notebook').sort());
  const contributed = manifest.contributes.languages.map(({ id }: { id: string }) => id);
  expect([...contributed, 'python'].sort()).toEqual([...served].sort());
});

describe('in TypeScript cells', () => {
  /** What the rules add to a line that Enter is pressed in, after `before` and ahead of `after`. */
  function added(before: string, after = '', previous = ''): string | number | undefined {
    const rule = configuration.onEnterRules.find(
      (each: { beforeText: string; afterText?: string; previousLineText?: string }) =>
        new RegExp(each.beforeText).test(before) &&
        (each.afterText === undefined || new RegExp(each.afterText).test(after)) &&
        (each.previousLineText === undefined || new RegExp(each.previousLineText).test(previous)),
    );
    return rule?.action.appendText ?? rule?.action.removeText;
  }

  test('documentation goes on in the next line until it ends', () => {
    expect(added('/** What it does.', ' */')).toBe(' * ');
    expect(added('  /**')).toBe(' * ');
    expect(added(' * More.', '', '/**')).toBe('* ');
    expect(added(' */')).toBe(1);
    expect(added('/** All of it. */')).toBeUndefined();
    expect(added('  * 2', '', 'const a = b')).toBeUndefined();
  });

  test('words are names and numbers', () => {
    const words = 'const täglich = $a.b_1 + -0.25;'.match(
      new RegExp(configuration.wordPattern, 'g'),
    );
    expect(words).toEqual(['const', 'täglich', '$a', 'b_1', '-0.25']);
  });

  test('lines after an opening bracket are indented', () => {
    const deeper = new RegExp(configuration.indentationRules.increaseIndentPattern);
    for (const line of ['if (a) {', 'const b = [', 'call(', 'xs.map((x) => {']) {
      expect(deeper.test(line), line).toBe(true);
    }
    for (const line of ['call();', '// {', 'const c = {};'])
      expect(deeper.test(line), line).toBe(false);
  });
});
