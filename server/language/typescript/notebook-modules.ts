import { basename, dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cell, Notebook } from '../cell-language.ts';
import { CellModule } from './cell-module.ts';
import { Links, type NameSource } from './links.ts';
import type { Project } from './project.ts';

let lastId = 0;

/** The cells of one notebook as modules of the project, kept as the cells are. */
export class NotebookModules {
  readonly #project: Project;
  readonly #provided: readonly NameSource[];
  readonly #folder: string;
  readonly #name: string;
  /** In the notebook's order. */
  #modules: readonly CellModule[] = [];
  readonly #byUri = new Map<string, CellModule>();
  readonly #byPath = new Map<string, CellModule>();
  #links: Links;
  /** The one that someone is writing in: it sees all names, so that they can be completed. */
  #active: CellModule | undefined;
  readonly #outdated = new Set<CellModule>();
  #version: number | undefined;

  /** @param provided what cells have without any declaring it */
  constructor(project: Project, uri: string, provided: readonly NameSource[]) {
    this.#project = project;
    this.#provided = provided;
    this.#links = new Links([], provided);
    const path = pathOf(uri).replaceAll('\\', '/');
    this.#folder = dirname(path);
    this.#name = basename(path);
  }

  get modules(): readonly CellModule[] {
    return this.#modules;
  }

  find(uri: string): CellModule | undefined {
    return this.#byUri.get(uri);
  }

  /** The module with a path, if it is one of the notebook's. */
  at(path: string): CellModule | undefined {
    return this.#byPath.get(path);
  }

  /** The cell that has what a cell finds by a name; undefined for what is of none. */
  ownerOf(module: CellModule, name: string): CellModule | undefined {
    const source = (module.visible.get(name) ?? module.links.get(name))?.source;
    return source instanceof CellModule ? source : undefined;
  }

  /** Takes over what has changed. @param cells those of the language, in the notebook's order */
  update({ version }: Notebook, cells: readonly Cell[]): void {
    if (version === this.#version) return;
    const isFirst = this.#version === undefined;
    this.#version = version;
    const earlier = this.#modules;
    this.#modules = cells.map((cell) => this.#moduleOf(cell));
    const changed = this.#modules.filter((module, i) => module.read(cells[i]!));
    this.#forgetRemoved(earlier);
    if (changed.length === 1 && !isFirst) this.#active = changed[0];
    this.#relink();
  }

  /** Has a cell see all names, until another one does. */
  activate(module: CellModule): void {
    if (this.#active === module) return;
    this.#active = module;
    this.#relink();
  }

  /** Everything is to be looked at again. */
  expire(): void {
    for (const module of this.#modules) this.#outdated.add(module);
  }

  /** Those that have to be looked at, the one that someone is writing in first. They stay so until they are `done`. */
  outdated(): CellModule[] {
    const first = this.#modules.filter((module) => module === this.#active);
    const others = this.#modules.filter((module) => module !== this.#active);
    return [...first, ...others].filter((module) => this.#outdated.has(module));
  }

  done(module: CellModule): void {
    this.#outdated.delete(module);
  }

  close(): void {
    for (const module of this.#modules) this.#project.delete(module);
    this.#modules = [];
    this.#byUri.clear();
    this.#byPath.clear();
    this.#outdated.clear();
  }

  #moduleOf(cell: Cell): CellModule {
    let module = this.#byUri.get(cell.uri);
    if (module === undefined) {
      const id = ++lastId;
      const path = posix.join(this.#folder, `${this.#name}.cell-${id}.mts`);
      module = new CellModule(path, `millrace:cell-${id}`, cell);
      this.#byUri.set(cell.uri, module);
      this.#byPath.set(path, module);
    }
    return module;
  }

  #forgetRemoved(earlier: readonly CellModule[]): void {
    const there = new Set(this.#modules);
    for (const module of earlier.filter((each) => !there.has(each))) {
      this.#byUri.delete(module.cell.uri);
      this.#byPath.delete(module.path);
      this.#outdated.delete(module);
      if (this.#active === module) this.#active = undefined;
      this.#project.delete(module);
    }
  }

  #relink(): void {
    this.#links = new Links(this.#modules, this.#provided);
    const meant: CellModule[] = [];
    for (const [at, module] of this.#modules.entries()) {
      const visible =
        module === this.#active ? this.#links.visibleFrom(module.facts, at) : undefined;
      const changed = module.link(this.#links.mentionedBy(module.facts, at), visible);
      if (changed.text) this.#project.set(module);
      if (changed.meaning) meant.push(module);
    }
    for (const module of this.#withDependents(meant)) this.#outdated.add(module);
  }

  /** Modules and those that depend on them. */
  #withDependents(modules: readonly CellModule[]): Set<CellModule> {
    const dependents = new Map<NameSource, CellModule[]>();
    for (const module of this.#modules) {
      for (const { source } of module.links.values()) {
        const others = dependents.get(source);
        if (others === undefined) dependents.set(source, [module]);
        else others.push(module);
      }
    }
    const all = new Set(modules);
    for (const module of all) {
      for (const dependent of dependents.get(module) ?? []) all.add(dependent);
    }
    return all;
  }
}

/** Where a notebook is; one that was never saved is where the process is. */
function pathOf(uri: string): string {
  if (uri.startsWith('file:')) return fileURLToPath(uri);
  const name = uri.slice(uri.search(/[^/:]*$/)).replaceAll(/[^\w.-]/g, '_');
  return `${process.cwd()}/${name || 'notebook'}`;
}
