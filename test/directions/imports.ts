// Who may import whom.

import type { Import, SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';

interface Area {
  /** The folder, without a slash at its end. */
  readonly folder: string;
  /** The folders whose values it may import, beside its own. */
  readonly may: readonly string[];
  /** The folders of which it may import types alone. */
  readonly mayTypes?: readonly string[];
  /** The packages that it may import; all if absent. */
  readonly packages?: (name: string, file: string) => boolean;
}

const vocabulary = ['server/ports', 'server/protocol', 'server/contract'];
const noPackage = () => false;
const notVscode = (name: string) => name !== 'vscode';

/**
 * The first area that contains a file is the file's. `contract` and `protocol` rest on nothing; the
 * core rests on ports; the engine, the tools and the kernels see a cluster through the Kafka
 * protocol, so that whatever works on the local one works on a real one. How a notebook's file is
 * read and written is the same for the extension and the tools. The language server knows what it
 * speaks of from where it is declared: tools, their cells, configurations, the engine.
 */
const areas: readonly Area[] = [
  { folder: 'server/contract', may: [], packages: noPackage },
  { folder: 'server/protocol', may: [], packages: noPackage },
  { folder: 'server/ports', may: vocabulary, packages: noPackage },
  { folder: 'server/notebook', may: ['server/contract'], packages: noPackage },
  { folder: 'server/properties', may: [], packages: noPackage },
  {
    folder: 'server/storage',
    may: vocabulary,
    packages: (name, file) =>
      file.startsWith('server/storage/level-') &&
      ['level', 'classic-level', 'abstract-level'].includes(name),
  },
  { folder: 'server/zookeeper', may: [...vocabulary, 'server/storage'], packages: noPackage },
  {
    folder: 'server/broker',
    may: [...vocabulary, 'server/storage', 'server/zookeeper'],
    packages: noPackage,
  },
  { folder: 'server/streaming', may: [...vocabulary, 'server/storage'], packages: noPackage },
  {
    folder: 'server/node',
    may: [
      ...vocabulary,
      'server/properties',
      'server/storage',
      'server/zookeeper',
      'server/broker',
      'server/streaming',
    ],
    packages: notVscode,
  },
  {
    folder: 'server/cluster',
    may: [...vocabulary, 'server/storage', 'server/zookeeper', 'server/broker', 'server/node'],
    packages: notVscode,
  },
  {
    folder: 'server/console',
    may: [
      ...vocabulary,
      'server/zookeeper',
      'server/cluster',
      'server/kernel',
      'server/node',
      'server/notebook',
      'server/properties',
    ],
    packages: notVscode,
  },
  {
    folder: 'server/kernel',
    may: [...vocabulary, 'server/streaming', 'server/python', 'server/language', 'server/node'],
    packages: notVscode,
  },
  {
    folder: 'server/python',
    may: [...vocabulary, 'server/streaming', 'server/node'],
    packages: notVscode,
  },
  {
    folder: 'server/language',
    may: [
      ...vocabulary,
      'server/streaming',
      'server/node',
      'server/broker',
      'server/console',
      'server/kernel',
    ],
    packages: notVscode,
  },
  { folder: 'server', may: [], packages: notVscode },
  {
    folder: 'extension',
    may: ['server/notebook', 'server/properties'],
    mayTypes: ['server/contract', 'webview/contract'],
  },
  {
    folder: 'webview/contract',
    may: [],
    mayTypes: ['server/contract'],
    packages: noPackage,
  },
  {
    folder: 'webview',
    may: [],
    mayTypes: ['server/contract'],
    packages: (name) => notVscode(name) && !name.startsWith('node:'),
  },
  { folder: 'test', may: ['extension', 'server', 'webview', '.'] },
];

export function checkImports(file: SourceFile): Violation[] {
  const area = areaOf(file.path);
  if (area === undefined) return [];
  return file.imports.flatMap((imported) => {
    const message = fault(area, file.path, imported);
    return message === undefined ? [] : [{ path: file.path, line: imported.line, message }];
  });
}

function fault(area: Area, path: string, imported: Import): string | undefined {
  const { specifier, file, typesOnly } = imported;
  if (file === undefined) {
    const allowed = area.packages?.(packageOf(specifier), path) ?? true;
    return allowed ? undefined : `${area.folder} must not import ${specifier}`;
  }
  if (!/\.(ts|mts|json)$/.test(file)) return `'${specifier}' must be written with its extension`;
  const target = areaOf(file)?.folder ?? '.';
  const within = (folders: readonly string[]) =>
    folders.some((folder) => target === folder || target.startsWith(`${folder}/`));
  if (within([area.folder, ...area.may])) return undefined;
  if (!within(area.mayTypes ?? [])) return `${area.folder} must not import from ${target}`;
  return typesOnly ? undefined : `${area.folder} may import only types from ${target}`;
}

function areaOf(path: string): Area | undefined {
  return areas.find(({ folder }) => path.startsWith(`${folder}/`));
}

/** The package of a specifier: `@scope/name/path` → `@scope/name`. Node's own keep their prefix. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
