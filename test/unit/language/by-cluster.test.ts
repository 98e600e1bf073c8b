import { expect, test } from 'vitest';
import { Emitter } from 'vscode-languageserver';
import { LanguagesByCluster } from '../../../server/language/by-cluster.ts';
import type { CellLanguage, Notebook } from '../../../server/language/cell-language.ts';
import { KnownCluster } from '../../../server/language/topics/known-cluster.ts';
import { ManualClock } from '../../harness/manual-clock.ts';

const notebook = (uri: string): Notebook => ({ uri, version: 1, cells: [] });
const token = undefined as never;

/** Languages that say of which cluster they are, and note what they are told. */
function byCluster() {
  const told: string[] = [];
  const closed: string[] = [];
  const asked = new Emitter<void>();
  const languages = new LanguagesByCluster({
    know: () =>
      new KnownCluster({
        clock: new ManualClock(),
        open: (bootstrap) => ({
          topics: async () => [],
          groups: async () => [],
          lastValues: async () => [],
          close: async () => void closed.push(bootstrap),
        }),
      }),
    languages: (known): CellLanguage[] => [
      {
        languageIds: ['one'],
        outdated: asked.event,
        changed: ({ uri }) => void told.push(`${known.bootstrap} has ${uri}`),
        closed: ({ uri }) => void told.push(`${known.bootstrap} lost ${uri}`),
        hover: async () => ({ contents: known.bootstrap }),
        resolveCompletion: async (item) =>
          item.label === known.bootstrap ? { ...item, detail: 'resolved' } : item,
      },
    ],
  });
  const [language] = languages.languages;
  const hover = async (uri: string) => {
    const cell = undefined as never;
    const at = { notebook: notebook(uri), cell, position: { line: 0, character: 0 } };
    return (await language?.hover?.(at, token))?.contents;
  };
  return { languages, language, hover, told, closed };
}

const local = { id: 'local', name: 'Local', bootstrap: 'local:9092' };
const other = (...notebooks: string[]) => ({
  ...{ id: 'p', name: 'Production', bootstrap: 'remote:9093', notebooks },
});

test('a notebook is asked about by the languages of its cluster', async () => {
  const { languages, hover, told } = byCluster();
  languages.situate({ cluster: local, others: [other('b')], sampleTopics: false });
  expect([await hover('a'), await hover('b')]).toEqual(['local:9092', 'remote:9093']);
  expect(told).toEqual(['local:9092 has a', 'remote:9093 has b']);
});

test('one that gets another cluster goes over to its languages', async () => {
  const { languages, language, hover, told } = byCluster();
  let outdated = 0;
  language?.outdated?.(() => {
    outdated += 1;
  });
  languages.situate({ cluster: local, sampleTopics: false });
  await hover('a');
  const before = outdated;
  languages.situate({ cluster: local, others: [other('a')], sampleTopics: false });
  expect(outdated).toBeGreaterThan(before);
  expect(await hover('a')).toBe('remote:9093');
  expect(told).toEqual(['local:9092 has a', 'local:9092 lost a', 'remote:9093 has a']);
  // Back again, and nobody has the other cluster.
  languages.situate({ cluster: local, sampleTopics: false });
  expect(await hover('a')).toBe('local:9092');
});

test('a completion is resolved by those who made it', async () => {
  const { languages, language } = byCluster();
  languages.situate({ cluster: local, others: [other('b')], sampleTopics: false });
  for (const [label, detail] of [
    ['remote:9093', 'resolved'],
    ['local:9092', 'resolved'],
    ['nobody', undefined],
  ] as const) {
    expect((await language?.resolveCompletion?.({ label }, token))?.detail).toBe(detail);
  }
});

test('only what all clusters’ languages have is offered', () => {
  const { language } = byCluster();
  expect(language?.languageIds).toEqual(['one']);
  expect(language?.hover).toBeDefined();
  expect(language?.rename).toBeUndefined();
});
