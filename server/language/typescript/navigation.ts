import { pathToFileURL } from 'node:url';
import type ts from 'typescript';
import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  type Range,
} from 'vscode-languageserver';
import { acrossBridge } from './bridges.ts';
import type { NotebookModules } from './notebook-modules.ts';
import type { Place } from './place.ts';
import type { Project } from './project.ts';

interface FileSpan {
  readonly fileName: string;
  readonly textSpan: ts.TextSpan;
}

export function definitions(place: Place): Location[] {
  const { project, notebook } = place;
  const found = definitionsAt(place).flatMap((definition) => {
    const module = notebook.at(definition.fileName);
    const across = module && acrossBridge(module, definition.textSpan.start);
    if (module === undefined || across === undefined) return [definition];
    return definitionsAt({ ...place, module, offset: across });
  });
  return found.flatMap((each) => locationOf(each, notebook, project));
}

function definitionsAt({ project, module, offset }: Place): readonly FileSpan[] {
  return project.service.getDefinitionAtPosition(module.path, offset) ?? [];
}

/** Where what is at a place is used, in the cells of its notebook and in what they import. */
export function references(place: Place, withDeclaration: boolean): Location[] {
  const { project, notebook } = place;
  const spans = referencesOf(place).filter(({ isDefinition }) => withDeclaration || !isDefinition);
  return spans.flatMap((each) => locationOf(each, notebook, project));
}

export function highlights(place: Place): DocumentHighlight[] {
  const { module } = place;
  return referencesOf(place)
    .filter(({ fileName, textSpan }) => fileName === module.path && module.has(textSpan))
    .map(({ textSpan, isWriteAccess }) => ({
      range: module.rangeOf(textSpan),
      kind: isWriteAccess ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}

interface Reference extends FileSpan {
  readonly isWriteAccess: boolean;
  readonly isDefinition: boolean;
}

/** Without those that only the compiler sees. */
function referencesOf({ project, notebook, module, offset }: Place): Reference[] {
  const all = new Map<string, Reference>();
  const places = [{ path: module.path, offset }];
  const visited = new Set<string>();
  for (const { path, offset: at } of places) {
    const groups = project.service.findReferences(path, at) ?? [];
    for (const reference of groups.flatMap((group) => group.references)) {
      const { fileName, textSpan, isWriteAccess, isDefinition = false } = reference;
      const key = `${fileName} ${textSpan.start}`;
      if (visited.has(key)) continue;
      visited.add(key);
      const within = notebook.at(fileName);
      const across = within && acrossBridge(within, textSpan.start);
      if (across !== undefined) places.push({ path: fileName, offset: across });
      if (within?.has(textSpan) !== false) {
        all.set(key, { fileName, textSpan, isWriteAccess, isDefinition });
      }
    }
  }
  return [...all.values()];
}

/** A place in a cell or a file; none for what is in neither. */
export function locationOf(
  { fileName, textSpan }: FileSpan,
  notebook: NotebookModules,
  project: Project,
): Location[] {
  const module = notebook.at(fileName);
  if (module !== undefined) {
    if (!module.has(textSpan)) return [];
    return [{ uri: module.cell.uri, range: module.rangeOf(textSpan) }];
  }
  const source = project.program.getSourceFile(fileName);
  if (source === undefined || project.isVirtual(fileName)) return [];
  return [{ uri: pathToFileURL(fileName).href, range: rangeIn(source, textSpan) }];
}

export function rangeIn(source: ts.SourceFile, { start, length }: ts.TextSpan): Range {
  const positionAt = (offset: number) => source.getLineAndCharacterOfPosition(offset);
  return { start: positionAt(start), end: positionAt(start + length) };
}
