// What a cell has from another one and assigns to is a variable of its own to the compiler, with the type of the other's:
// `declare let x: typeof import('…').x;`. Who looks for where something is used goes over from one to the other.

import type { CellModule } from './cell-module.ts';

/** If an offset is in such a declaration: the place in it on the other side, of the variable or of what it stands for. */
export function acrossBridge(module: CellModule, offset: number): number | undefined {
  if (offset >= module.start) return undefined;
  const lineStart = module.text.lastIndexOf('\n', offset - 1) + 1;
  const line = module.text.slice(lineStart, module.text.indexOf('\n', lineStart));
  const [, head, name] = /^(declare (?:let|const) )([\w$]+):/.exec(line) ?? [];
  if (head === undefined || name === undefined) return undefined;
  const variable = lineStart + head.length;
  const original = lineStart + line.length - 1 - name.length;
  return offset <= variable + name.length ? original : variable;
}
