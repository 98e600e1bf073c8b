import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { CellFailure } from '../executor.ts';
import type { CellImport } from './cell-program.ts';

type Exports = Readonly<Record<string, unknown>>;
type Import = (specifier: string, options?: object) => Promise<Exports>;

/** The modules that cells import: Node's, packages and files as they are found from the notebook's folder. */
export class CellModules {
  readonly #notebook: string;
  readonly #own: Readonly<Record<string, () => Exports>>;
  readonly #import: Import;

  /** @param own modules that the kernel has itself, by specifier. */
  constructor(notebook: string, own: Readonly<Record<string, () => Exports>>) {
    this.#notebook = notebook;
    this.#own = own;
    // What a script imports is found from where it says that it is.
    this.#import = new vm.Script('(specifier, options) => import(specifier, options)', {
      filename: notebook,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext() as Import;
  }

  /** What stands for `import.meta` in cells. */
  get meta(): Exports {
    const url = pathToFileURL(this.#notebook).href;
    return { url, filename: this.#notebook, dirname: dirname(this.#notebook) };
  }

  /**
   * Loads a module and gives what is imported from it, by the names in the cell. What the module does not have is
   * undefined: it may have been a type.
   */
  async load({ specifier, attributes, bindings, line, column }: CellImport): Promise<Exports> {
    const options = Object.keys(attributes).length === 0 ? undefined : { with: attributes };
    const own = this.#own[specifier];
    const module = own !== undefined ? own() : await this.#found(specifier, options, line, column);
    return Object.fromEntries(
      bindings.map(({ imported, local }) => [
        local,
        imported === '*' ? module : exportOf(module, imported),
      ]),
    );
  }

  async #found(specifier: string, options: object | undefined, line: number, column: number) {
    try {
      return await this.#import(specifier, options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
      const isPackage = !/^[./]|^\w+:/.test(specifier);
      const what = isPackage
        ? `There is no package '${specifier}' in ${dirname(this.#notebook)} or above. Install it there: npm install ${specifier}`
        : (error as Error).message;
      throw new CellFailure(what, { name: 'ModuleNotFound', line, column });
    }
  }
}

/** Modules that are CommonJS do not always tell the names of what they export. */
function exportOf(module: Exports, name: string): unknown {
  if (name in module) return module[name];
  const whole = module.default;
  return typeof whole === 'object' && whole !== null ? (whole as Exports)[name] : undefined;
}
