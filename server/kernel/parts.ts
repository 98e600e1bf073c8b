// Where the parts of a kernel are that its bundle does not have itself: beside it, or in the sources.

import module, { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Engine } from './scope/notebook-scope.ts';

/** What programs import the engine as. */
export const ENGINE = 'millrace/streaming';

const isBundled = extname(import.meta.filename) === '.js';

/** Where the kernel's and the engine's own code is. */
export const ownFolder = isBundled ? import.meta.dirname : join(import.meta.dirname, '..');

export const controlWorker = isBundled
  ? join(import.meta.dirname, 'kernel/control-worker.js')
  : join(import.meta.dirname, 'channel/control-worker.ts');

/** `millrace`, for Kafka's tools. */
export const commandLine = isBundled
  ? join(import.meta.dirname, 'cli.js')
  : join(import.meta.dirname, '../console/main.ts');

const engineFile = isBundled
  ? join(import.meta.dirname, 'streaming.js')
  : join(import.meta.dirname, '../node/streaming/index.ts');

let loaded: Engine | undefined;

/** The engine: one for all cells and for the files that they import. */
export function engine(): Engine {
  loaded ??= createRequire(import.meta.filename)(engineFile) as Engine;
  return loaded;
}

/** Has Node keep what it compiles, for the next kernel, and files that cells import find the engine. */
export function prepareLoading(): void {
  module.enableCompileCache?.();
  module.registerHooks?.({
    resolve: (specifier, context, next) =>
      specifier === ENGINE
        ? { url: pathToFileURL(engineFile).href, shortCircuit: true }
        : next(specifier, context),
  });
}

/** Writes what has been compiled, which Node else does when the process ends in good order. */
export function keepCompiled(): void {
  module.flushCompileCache?.();
}
