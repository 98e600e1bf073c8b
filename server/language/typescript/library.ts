import { posix } from 'node:path';

/** Where the declarations are that all cells are compiled with. Paths have slashes. */
export interface Library {
  /** What has them all; nothing in there changes. */
  readonly folder: string;
  /** `millrace/streaming` */
  readonly engine: string;
  /** What notebooks have beside the engine. */
  readonly notebook: string;
  /** Declares the interface `TopicValues`. */
  readonly topicValues: string;
  /** Node's globals and modules. */
  readonly node: string;
  /** The language's own. */
  readonly language: string;
  /** Packages that the declarations need, by what they are imported as. */
  readonly packages: Readonly<Record<string, string>>;
}

/** What cells import the engine as, which they need not. */
export const ENGINE = 'millrace/streaming';
/** What the compiler imports for them. */
export const NOTEBOOK = 'millrace/notebook';

/** Those that the build has written. @param folder `dist` */
export function builtLibrary(folder: string): Library {
  const root = folder.replaceAll('\\', '/');
  const at = (path: string) => posix.join(root, path);
  return {
    folder: root,
    engine: at('types/streaming.d.ts'),
    notebook: at('types/notebook.d.ts'),
    topicValues: at('types/streaming/kafka/topic-values.d.ts'),
    node: at('lib/node/index.d.ts'),
    language: at('lib/typescript/lib.esnext.d.ts'),
    packages: {
      'undici-types': at('lib/undici-types/index.d.ts'),
      '@faker-js/faker/locale/en': at('lib/faker/locale/en.d.ts'),
    },
  };
}
