// What the compiler sees of a cell: a module that imports what the cell has from elsewhere, and exports what it declares.
// So each cell is compiled by itself, may declare again what another one has, and is parsed again only when it changes.

import type { CellFacts } from './cell-facts.ts';
import type { Link } from './links.ts';

export interface VirtualText {
  readonly text: string;
  /** Where in it the cell's own begins. */
  readonly start: number;
  /** Where that ends. */
  readonly end: number;
}

/** @param links the names that it has from elsewhere */
export function virtualText(
  code: string,
  { declared, exported, assigned }: CellFacts,
  links: ReadonlyMap<string, Link>,
): VirtualText {
  const before = importsOf(links, assigned);
  const exports = [...declared.keys()].filter((name) => !exported.has(name));
  // Without a name it makes the text a module all the same.
  const after = `\nexport { ${exports.join(', ')} };\n`;
  const start = before.length;
  return { text: before + code + after, start, end: start + code.length };
}

function importsOf(links: ReadonlyMap<string, Link>, assigned: ReadonlySet<string>): string {
  const imports = new Map<string, string[]>();
  const variables: string[] = [];
  for (const [name, { source, kind }] of links) {
    const { specifier } = source;
    // What is imported cannot be assigned to, but cells can to each other's variables.
    if ((kind === 'let' || kind === 'const') && assigned.has(name)) {
      variables.push(`declare ${kind} ${name}: typeof import('${specifier}').${name};\n`);
      continue;
    }
    const names = imports.get(specifier);
    if (names === undefined) imports.set(specifier, [name]);
    else names.push(name);
  }
  const statements = Array.from(
    imports,
    ([specifier, names]) => `import { ${names.join(', ')} } from '${specifier}';\n`,
  );
  return [...statements, ...variables].join('');
}
