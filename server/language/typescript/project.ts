import { dirname } from 'node:path';
import ts from 'typescript';
import { ENGINE, type Library, NOTEBOOK } from './library.ts';
import { Snapshot } from './snapshot.ts';

/** A module that there is in no file. */
export interface VirtualModule {
  /** As if it were in the folder that its imports are found from. */
  readonly path: string;
  /** What others import it as. */
  readonly specifier: string;
  readonly text: string;
}

/** Files as the compiler finds them; `ts.sys` has them. */
export type Files = Pick<
  ts.System,
  | 'fileExists'
  | 'readFile'
  | 'directoryExists'
  | 'getDirectories'
  | 'readDirectory'
  | 'realpath'
  | 'getModifiedTime'
  | 'useCaseSensitiveFileNames'
>;

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  lib: ['lib.esnext.d.ts'],
  types: [],
  // As the kernel finds modules.
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  allowJs: true,
  noEmit: true,
  // Kernels take types out, and do no more.
  erasableSyntaxOnly: true,
  strict: true,
  // Who tries something need not say what it is.
  noImplicitAny: false,
  skipLibCheck: true,
};

/** What the compiler knows: the cells of all open notebooks, what they import, and the library. */
export class Project implements ts.LanguageServiceHost {
  readonly service: ts.LanguageService;
  readonly #library: Library;
  readonly #files: Files;
  /** By their paths, and by what they are imported as. */
  readonly #modules = new Map<string, VirtualModule>();
  readonly #bySpecifier = new Map<string, string>();
  /** What files have in place of what they have on the disk. */
  readonly #overrides = new Map<string, string>();
  readonly #versions = new Map<string, number>();
  readonly #snapshots = new Map<string, { readonly version: string; readonly is: Snapshot }>();
  #version = 0;

  constructor(library: Library, files: Files = ts.sys) {
    this.#library = library;
    this.#files = files;
    this.#bySpecifier.set(ENGINE, library.engine);
    this.#bySpecifier.set(NOTEBOOK, library.notebook);
    this.service = ts.createLanguageService(this, ts.createDocumentRegistry());
  }

  /** The program as everything is now. */
  get program(): ts.Program {
    return this.service.getProgram()!;
  }

  /** Adds a module, or replaces the one with its path. */
  set(module: VirtualModule): void {
    this.#modules.set(module.path, module);
    this.#bySpecifier.set(module.specifier, module.path);
    this.#changed(module.path);
  }

  delete({ path, specifier }: VirtualModule): void {
    this.#modules.delete(path);
    this.#bySpecifier.delete(specifier);
    this.#snapshots.delete(path);
    this.#changed(path);
  }

  /** Whether there is no such file. */
  isVirtual(path: string): boolean {
    return this.#modules.has(path);
  }

  /** Has a file of the library say something else. @returns whether it did not before */
  override(path: string, text: string): boolean {
    if (this.#overrides.get(path) === text) return false;
    this.#overrides.set(path, text);
    this.#changed(path);
    return true;
  }

  #changed(path: string): void {
    this.#version++;
    this.#versions.set(path, (this.#versions.get(path) ?? 0) + 1);
  }

  // What the compiler asks for.

  getProjectVersion(): string {
    return String(this.#version);
  }

  getScriptFileNames(): string[] {
    const { node, engine, notebook } = this.#library;
    return [node, engine, notebook, ...this.#modules.keys()];
  }

  getScriptVersion(path: string): string {
    const own = this.#versions.get(path);
    if (own !== undefined) return String(own);
    if (path.startsWith(this.#library.folder)) return '';
    return String(this.#files.getModifiedTime?.(path)?.getTime());
  }

  getScriptSnapshot(path: string): Snapshot | undefined {
    const version = this.getScriptVersion(path);
    const known = this.#snapshots.get(path);
    if (known?.version === version) return known.is;
    const text = this.readFile(path);
    if (text === undefined) return undefined;
    const is = new Snapshot(text);
    this.#snapshots.set(path, { version, is });
    return is;
  }

  getCompilationSettings(): ts.CompilerOptions {
    return OPTIONS;
  }

  getDefaultLibFileName(): string {
    return this.#library.language;
  }

  getCurrentDirectory(): string {
    return dirname(this.#library.folder);
  }

  readFile(path: string): string | undefined {
    return this.#modules.get(path)?.text ?? this.#overrides.get(path) ?? this.#files.readFile(path);
  }

  fileExists(path: string): boolean {
    return this.#modules.has(path) || this.#files.fileExists(path);
  }

  directoryExists(path: string): boolean {
    return this.#files.directoryExists(path);
  }

  getDirectories(path: string): string[] {
    return this.#files.getDirectories(path);
  }

  readDirectory(...query: Parameters<Files['readDirectory']>): string[] {
    return this.#files.readDirectory(...query);
  }

  realpath(path: string): string {
    return this.#files.realpath?.(path) ?? path;
  }

  useCaseSensitiveFileNames(): boolean {
    return this.#files.useCaseSensitiveFileNames;
  }

  resolveModuleNameLiterals(
    literals: readonly ts.StringLiteralLike[],
    importer: string,
    redirected: ts.ResolvedProjectReference | undefined,
    options: ts.CompilerOptions,
    source: ts.SourceFile,
  ): ts.ResolvedModuleWithFailedLookupLocations[] {
    const isLibrary = importer.startsWith(this.#library.folder);
    return literals.map((literal) => {
      const own = this.#bySpecifier.get(literal.text);
      if (own !== undefined) return found(own);
      const packaged = this.#library.packages[literal.text];
      if (isLibrary && packaged !== undefined) return found(packaged);
      const mode = ts.getModeForUsageLocation(source, literal, options);
      const resolved = ts.resolveModuleName(
        ...([literal.text, importer, options, this, undefined, redirected, mode] as const),
      );
      if (resolved.resolvedModule !== undefined || packaged === undefined) return resolved;
      return found(packaged);
    });
  }

  resolveTypeReferenceDirectiveReferences<T extends string | ts.FileReference>(
    references: readonly T[],
    importer: string,
    redirected: ts.ResolvedProjectReference | undefined,
    options: ts.CompilerOptions,
  ): ts.ResolvedTypeReferenceDirectiveWithFailedLookupLocations[] {
    return references.map((reference) => {
      const name = typeof reference === 'string' ? reference : reference.fileName;
      // Two declarations of Node's globals would contradict each other.
      if (name === 'node') {
        const resolvedFileName = this.#library.node;
        return { resolvedTypeReferenceDirective: { primary: true, resolvedFileName } };
      }
      return ts.resolveTypeReferenceDirective(name, importer, options, this, redirected);
    });
  }
}

function found(path: string): ts.ResolvedModuleWithFailedLookupLocations {
  const extension = path.endsWith('.d.ts') ? ts.Extension.Dts : ts.Extension.Mts;
  return {
    resolvedModule: {
      ...{ resolvedFileName: path, extension, resolvedUsingTsExtension: false },
      isExternalLibraryImport: false,
    },
  };
}
