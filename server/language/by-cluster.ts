import { Emitter } from 'vscode-languageserver';
import type { LanguageCluster, LanguageSituation } from '../contract/language.ts';
import type { CellLanguage, CellPosition, Notebook } from './cell-language.ts';
import type { KnownCluster } from './topics/known-cluster.ts';

export interface LanguagesByClusterOptions {
  readonly know: () => KnownCluster;
  /** The languages of cells, always the same ones, for notebooks of a cluster. */
  readonly languages: (cluster: KnownCluster) => readonly CellLanguage[];
}

/** A cluster, what is known of it, and what its notebooks are asked by. */
interface Entry {
  readonly known: KnownCluster;
  readonly languages: readonly CellLanguage[];
}

/** What is asked about a place, and about a notebook. */
const aboutPlaces = [
  ...(['completion', 'hover', 'signatureHelp', 'definition', 'references'] as const),
  ...(['highlights', 'prepareRename', 'rename'] as const),
] as const;
const aboutNotebooks = [
  ...(['diagnose', 'semanticTokens', 'codeActions', 'symbols', 'folding'] as const),
] as const;

/**
 * Languages of cells that know the cluster of each notebook: for each cluster that open notebooks have there is one of each,
 * since what TypeScript knows of topics is declared once for all that it looks at.
 */
export class LanguagesByCluster {
  /** One for each language; whichever notebook they are asked about. */
  readonly languages: readonly CellLanguage[];
  readonly #options: LanguagesByClusterOptions;
  readonly #outdated = new Emitter<void>();
  /** That of notebooks that have no other. */
  readonly #usual: Entry;
  /** By the ids of other clusters. */
  readonly #others = new Map<string, Entry>();
  /** The ids of those, by notebook. */
  #idOf = new Map<string, string>();
  /** Whose languages have been told of a notebook, by its URI. */
  readonly #told = new Map<string, Entry>();

  constructor(options: LanguagesByClusterOptions) {
    this.#options = options;
    this.#usual = this.#create();
    this.languages = this.#usual.languages.map((usual, index) => this.#languageAt(index, usual));
  }

  /** Which clusters there are, and which notebooks have them. */
  situate({ cluster, others = [], sampleTopics }: LanguageSituation): void {
    const situate = ({ known }: Entry, { bootstrap, properties = {} }: LanguageCluster) =>
      known.situate({ bootstrap, properties, sampleTopics });
    situate(this.#usual, cluster);
    for (const other of others) {
      const entry = this.#others.get(other.id) ?? this.#create();
      this.#others.set(other.id, entry);
      situate(entry, other);
    }
    for (const [id, { known }] of this.#others) {
      if (others.some((other) => other.id === id)) continue;
      this.#others.delete(id);
      void known.close();
    }
    this.#idOf = new Map(
      others.flatMap(({ id, notebooks }) => notebooks.map((uri) => [uri, id] as const)),
    );
    this.#outdated.fire();
  }

  /** Topics of any of them may have been created or deleted. */
  topicsChanged(): void {
    for (const { known } of this.#all()) known.outdated();
  }

  #create(): Entry {
    const known = this.#options.know();
    const languages = this.#options.languages(known);
    for (const { outdated } of languages) outdated?.(() => this.#outdated.fire());
    return { known, languages };
  }

  *#all(): Generator<Entry> {
    yield this.#usual;
    yield* this.#others.values();
  }

  /** That of a notebook, whose languages know of the notebook. */
  #of(notebook: Notebook): Entry {
    const entry = this.#others.get(this.#idOf.get(notebook.uri) ?? '') ?? this.#usual;
    const told = this.#told.get(notebook.uri);
    if (told === entry) return entry;
    for (const language of told?.languages ?? []) language.closed?.(notebook);
    for (const language of entry.languages) language.changed?.(notebook);
    this.#told.set(notebook.uri, entry);
    return entry;
  }

  /** The language with this index of whichever cluster a notebook has. */
  #languageAt(index: number, usual: CellLanguage): CellLanguage {
    const of = (notebook: Notebook) => this.#of(notebook).languages[index]!;
    const asked: Record<string, unknown> = {};
    for (const name of aboutPlaces) {
      if (usual[name] === undefined) continue;
      asked[name] = (at: CellPosition, ...rest: never[]) =>
        call(of(at.notebook), name, [at, ...rest]);
    }
    for (const name of aboutNotebooks) {
      if (usual[name] === undefined) continue;
      asked[name] = (notebook: Notebook, ...rest: never[]) =>
        call(of(notebook), name, [notebook, ...rest]);
    }
    const { languageIds, completionTriggers, signatureTriggers } = usual;
    return {
      languageIds,
      ...(completionTriggers === undefined ? {} : { completionTriggers }),
      ...(signatureTriggers === undefined ? {} : { signatureTriggers }),
      outdated: this.#outdated.event,
      changed: (notebook) => of(notebook).changed?.(notebook),
      closed: (notebook) => {
        of(notebook).closed?.(notebook);
        if (index === this.#usual.languages.length - 1) this.#told.delete(notebook.uri);
      },
      ...(usual.resolveCompletion === undefined
        ? {}
        : {
            // It does not say of which notebook it is: whose it is not leaves it as it was.
            resolveCompletion: async (item, token) => {
              for (const { languages } of this.#all()) {
                const resolved = await languages[index]!.resolveCompletion?.(item, token);
                if (resolved !== undefined && resolved !== item) return resolved;
              }
              return item;
            },
          }),
      ...asked,
    };
  }
}

/** Each language has the same methods; which arguments belong to which is the caller's to know. */
function call(
  language: CellLanguage,
  name: (typeof aboutPlaces | typeof aboutNotebooks)[number],
  args: readonly unknown[],
): unknown {
  return (language[name] as (...all: readonly unknown[]) => unknown).apply(language, [...args]);
}
