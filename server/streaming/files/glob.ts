import type { FileEntry, Files } from '../../ports/files.ts';

/**
 * The entries whose paths match a glob as Hadoop has it, in the order of their paths: `*` and `?` within a name, `[ab]`,
 * `[a-z]`, `[^a]`, `{one,two}`, and `\` before what is meant as it is. What is there under the pattern's own name
 * matches by itself.
 */
export function glob(files: Files, pattern: string): FileEntry[] {
  const at = files.absolute(pattern);
  const literal = files.stat(at);
  if (literal !== undefined) return [literal];
  const found = new Map<string, FileEntry>();
  for (const alternative of alternativesOf(at)) {
    for (const entry of walk(files, alternative)) found.set(entry.path, entry);
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether a path means more than the file of its name. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** The patterns without braces that one with braces stands for. */
function alternativesOf(pattern: string): string[] {
  const open = indexOutside(pattern, '{', 0);
  if (open === -1) return [pattern];
  const options: string[] = [];
  let from = open + 1;
  for (let at = from, depth = 1; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === ',' && depth === 1) {
      options.push(pattern.slice(from, at));
      from = at + 1;
    } else if (character === '}' && --depth === 0) {
      options.push(pattern.slice(from, at));
      const [before, after] = [pattern.slice(0, open), pattern.slice(at + 1)];
      return options.flatMap((option) => alternativesOf(before + option + after));
    }
  }
  throw new Error(`Unclosed group in the pattern ${pattern}: write \\{ for a brace as it is.`);
}

function indexOutside(pattern: string, character: string, from: number): number {
  for (let at = from; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === character) return at;
  }
  return -1;
}

function walk(files: Files, pattern: string): FileEntry[] {
  const [root = '', ...names] = pattern.split('/');
  let folders: string[] = [root === '' ? '/' : `${root}/`];
  let entries: FileEntry[] = [];
  for (const [i, name] of names.entries()) {
    entries = folders.flatMap((folder) => entriesNamed(files, folder, name));
    if (i < names.length - 1)
      folders = entries.filter(({ isFolder }) => isFolder).map(({ path }) => path);
  }
  return entries;
}

function entriesNamed(files: Files, folder: string, name: string): FileEntry[] {
  if (!/[*?[\\]/.test(name)) {
    const entry = files.stat(files.join(folder, name));
    return entry === undefined ? [] : [entry];
  }
  const matches = nameMatcher(name);
  return files.list(folder).filter((entry) => matches.test(entry.name));
}

/** What matches the names that a pattern without braces and separators stands for. */
function nameMatcher(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (character === '\\') source += escaped(pattern[++at] ?? '\\');
    else if (character === '[') {
      const end = pattern.indexOf(']', at + 2);
      if (end === -1) throw new Error(`Unclosed character class in the pattern ${pattern}.`);
      source += characterClass(pattern.slice(at + 1, end));
      at = end;
    } else source += escaped(character);
  }
  return new RegExp(`^${source}$`, 'su');
}

function characterClass(content: string): string {
  const isNegated = content.startsWith('^') || content.startsWith('!');
  const members = (isNegated ? content.slice(1) : content).replaceAll(/[\\\]^[]/g, '\\$&');
  return `[${isNegated ? '^' : ''}${members}]`;
}

function escaped(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
