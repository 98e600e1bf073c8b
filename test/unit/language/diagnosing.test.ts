import { expect, test } from 'vitest';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { CellLanguage, Notebook } from '../../../server/language/cell-language.ts';
import { Diagnosing } from '../../../server/language/diagnosing.ts';
import { ManualClock } from '../../harness/manual-clock.ts';
import { notebookOf } from './notebook-of.ts';

const diagnostic: Diagnostic = {
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
  severity: DiagnosticSeverity.Error,
  message: 'wrong',
};

/** A language that says of cells with `wrong` that they are. */
function diagnosing(language?: Partial<CellLanguage>) {
  const clock = new ManualClock();
  const published: string[] = [];
  const errors: string[] = [];
  let runs = 0;
  const wrong: CellLanguage = {
    languageIds: ['any'],
    diagnose: async ({ cells }, report) => {
      runs++;
      for (const cell of cells) {
        report(cell, cell.document.getText().includes('wrong') ? [diagnostic] : []);
      }
    },
  };
  const subject = new Diagnosing({
    ...{ clock, languages: [{ ...wrong, ...language }, wrong] },
    publish: (uri, diagnostics) => published.push(`${uri.at(-1)}: ${diagnostics.length}`),
    onError: (_, error) => errors.push(String(error)),
  });
  return { clock, published, errors, subject, runs: () => runs };
}

test('a notebook is looked at when nobody has typed for a moment', async () => {
  const { clock, subject, published, runs } = diagnosing({ diagnose: async () => {} });
  const notebook = notebookOf('any', 'fine', 'wrong');
  for (let typed = 0; typed < 5; typed++) {
    subject.schedule(notebook);
    await clock.advance(50);
  }
  expect(runs()).toBe(0);
  await clock.advance(1000);
  expect(runs()).toBe(1);
  expect(published).toEqual(['1: 1']);
});

test('only what is new is told, and nothing stays of cells and notebooks that are gone', async () => {
  const { clock, subject, published } = diagnosing({ diagnose: async () => {} });
  const whole = notebookOf('any', 'wrong', 'wrong');
  let { cells } = whole;
  const notebook: Notebook = {
    ...{ uri: whole.uri, version: 1 },
    get cells() {
      return cells;
    },
  };
  subject.schedule(notebook, 0);
  await clock.advance(0);
  subject.schedule(notebook, 0);
  await clock.advance(0);
  expect(published).toEqual(['0: 1', '1: 1']);
  cells = cells.slice(1);
  subject.schedule(notebook, 0);
  await clock.advance(0);
  expect(published.slice(2)).toEqual(['0: 0']);
  subject.close(notebook);
  expect(published.slice(3)).toEqual(['1: 0']);
});

test('a language that fails does not keep others from saying what is wrong', async () => {
  const fails = { diagnose: async () => Promise.reject(new Error('broken')) };
  const { clock, subject, published, errors } = diagnosing(fails);
  subject.schedule(notebookOf('any', 'wrong'), 0);
  await clock.advance(0);
  expect(published).toEqual(['0: 1']);
  expect(errors).toEqual(['Error: broken']);
});
