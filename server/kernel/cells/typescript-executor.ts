import vm from 'node:vm';
import { interruption } from '../errors/cell-error.ts';
import type { CellSources } from '../errors/cell-sources.ts';
import type { Execution } from '../execution.ts';
import type { CellRun, Executor } from '../executor.ts';
import type { CellProgram } from './cell-program.ts';
import type { CellScope } from './cell-scope.ts';
import type { CellModules } from './modules.ts';
import { IMPORT_META, RESUMED } from './names.ts';

export interface TypeScriptOptions {
  readonly scope: CellScope;
  readonly sources: CellSources;
  readonly modules: CellModules;
  /** On whose behalf code runs. */
  readonly running: () => Execution | undefined;
  /** Runs code that an interrupt must not end in the middle. */
  readonly uninterrupted: <T>(run: () => T) => T;
  /** Shows the value of a cell's last expression. */
  readonly display: (value: unknown) => void;
}

/** Runs TypeScript cells in this process and its own realm, on this thread. */
export class TypeScriptExecutor implements Executor {
  readonly #options: TypeScriptOptions;
  #loaded: Promise<typeof import('./transform.ts')> | undefined;

  constructor(options: TypeScriptOptions) {
    this.#options = options;
    const { modules, running } = options;
    const resumed = (value: unknown) => {
      const execution = running();
      // Code of a cell that is over ends where it goes on, as if that had thrown.
      const isOver = execution?.hasEnded || execution?.killed.aborted;
      if (isOver && execution.interrupted.aborted) throw interruption();
      return value;
    };
    Object.defineProperty(globalThis, RESUMED, { value: resumed });
    Object.defineProperty(globalThis, IMPORT_META, { value: modules.meta });
  }

  async execute(cell: CellRun): Promise<void> {
    const { scope, display, uninterrupted } = this.#options;
    const { transformCell } = await this.#transform();
    await scope.prepare(cell.code);
    const program = uninterrupted(() => transformCell(cell.code, scope.isReserved));
    const value = await orInterrupted(cell as Execution, this.#run(cell, program));
    if (value !== undefined) display(value);
  }

  /** Loads what cells need, which takes a while. */
  async load(): Promise<void> {
    await this.#transform();
  }

  #transform(): Promise<typeof import('./transform.ts')> {
    this.#loaded ??= import('./transform.ts');
    return this.#loaded;
  }

  async #run(cell: CellRun, program: CellProgram): Promise<unknown> {
    const { scope, sources, modules } = this.#options;
    const options: vm.ScriptOptions = {
      filename: sources.add(cell.position, cell.execution, program.shifts),
      lineOffset: -1,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    };
    // Names first, so that all of it can be compiled before any of it runs.
    for (const name of program.declared) scope.declare(name);
    const compile = (code: string) => new vm.Script(code, options);
    const body = compile(scope.withShadows(program.body));
    const functions = program.functions === '' ? undefined : this.#functions(program.functions);
    const hoisted = functions === undefined ? undefined : compile(functions);
    for (const each of program.imports) {
      const bindings = await modules.load(each);
      for (const [name, value] of Object.entries(bindings)) scope.assign(name, value);
    }
    for (const name of program.cleared) scope.assign(name, undefined);
    hoisted?.runInThisContext();
    return await body.runInThisContext()();
  }

  #functions(functions: string): string {
    const seen = this.#options.scope.withShadows(`{${functions}\n}`);
    // Only where something is kept apart do functions have to be in a block: there they are global as soon as it is run.
    return seen.startsWith('{') ? `'use strict';${functions}` : seen;
  }
}

/** The value; or the end of waiting for it, when the cell is interrupted and has no job whose end it may wait for. */
function orInterrupted<T>(cell: Execution, value: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(interruption());
    const interrupted = () => {
      if (cell.background.size === 0) end();
    };
    cell.interrupted.addEventListener('abort', interrupted, { once: true });
    cell.killed.addEventListener('abort', end, { once: true });
    value.then(resolve, reject);
  });
}
