import { describe, expect, test } from 'vitest';
import { columnBefore } from '../../../../server/kernel/cells/edits.ts';
import { transformCell } from '../../../../server/kernel/cells/transform.ts';
import { CellFailure } from '../../../../server/kernel/executor.ts';

/** The lines of the body that stand for the cell's. */
function bodyOf(code: string): string {
  return transformCell(code).body.split('\n').slice(1, -1).join('\n');
}

describe('a cell', () => {
  test.each([
    ['x', ';return (x);'],
    ['f();\n// done', ';return (f());;\n// done'],
    ['const x: number = 1', '   ;( x         = 1);'],
    ['let x', ' ;( x);'],
    ['var a = 1, { b } = a', ' ;( a = 1, { b } = a);'],
    ['foo()\nconst [a = 1, ...rest] = b', 'foo()\n   ;( [a = 1, ...rest] = b);'],
    ['class A extends B {}', ';A = class A extends B {};'],
    ['class A{}class B{}', ';A = class A{};;B = class B{};'],
    ['export class A {}', '       ;A = class A {};'],
    ['await f(await g())', ';return (__resumed(await f(__resumed(await g()))));'],
    ['for await (const x of y) { z(x) }', 'for await (const x of y) {__resumed(); z(x) }'],
    ['import.meta.url', ';return (import_meta.url);'],
    ['interface A { b: string }\n1 as number', '                         \n;return (1);;         '],
    ['const a = b as C\nd()', '   ;( a = b);;    \n;return (d());'],
    ['const f = () => x as T\n[1]', '   ;( f = () => x);;    \n;return ([1]);'],
    ['using x = y()', 'using x = y()'],
    ['', ''],
  ])('%j becomes %j', (code, body) => {
    expect(bodyOf(code)).toBe(body);
  });

  test('has its functions apart, and both where they were', () => {
    const { functions, body, declared } = transformCell(
      'const a = 1;\nfunction f() { return a }\nf()',
    );
    expect(functions).toBe('\n            \nfunction f() { return a }\n   ');
    expect(body.split('\n').slice(1, -1)).toEqual([
      '   ;( a = 1);;',
      ' '.repeat(25),
      ';return (f());',
    ]);
    expect(declared).toEqual(['a', 'f']);
  });

  test('assigns functions that may not be declared globally', () => {
    const program = transformCell('function fetch() {}', (name) => name === 'fetch');
    expect(program.functions).toBe('');
    expect(program.body).toContain(';fetch = function fetch() {};');
  });

  test('has its imports taken out', () => {
    const { imports, declared, body } = transformCell(
      "import a, { b as c, type D } from 'x';\nimport * as e from './y.json' with { type: 'json' };\nimport type { F } from 'z';\nimport 'w';",
    );
    expect(imports).toMatchObject([
      {
        specifier: 'x',
        bindings: [
          { imported: 'default', local: 'a' },
          { imported: 'b', local: 'c' },
        ],
      },
      {
        specifier: './y.json',
        attributes: { type: 'json' },
        bindings: [{ imported: '*', local: 'e' }],
      },
      { specifier: 'w', bindings: [], line: 4, column: 1 },
    ]);
    expect(declared).toEqual(['a', 'c', 'e']);
    expect(body).not.toContain('import');
  });

  test('knows what is undefined when it begins', () => {
    expect(transformCell('let a: number | undefined, b = 1; const { c } = d').cleared).toEqual([
      'a',
    ]);
  });

  test('knows where each column comes from', () => {
    const code = 'const y = 1;\n  g(await h(), z.oops)';
    const { body, shifts } = transformCell(code);
    const line = body.split('\n')[2]!;
    expect(columnBefore(shifts, 1, line.indexOf('oops'))).toBe(
      code.split('\n')[1]!.indexOf('oops'),
    );
    expect(columnBefore(shifts, 1, line.indexOf('h()'))).toBe(code.split('\n')[1]!.indexOf('h()'));
  });

  test.each([
    ['const x = ;', 'Expression expected.', 1, 11],
    ['f(\n', "')' expected.", 2, 1],
    ['1;\nenum A { B }', 'A cell cannot declare an enum. Write an object instead', 2, 1],
    ['namespace N { export const x = 1 }', 'A cell cannot declare a namespace.', 1, 1],
    ['class A { constructor(private x: number) {} }', 'A parameter of a constructor', 1, 23],
    ['const x = <any>3', 'Write `value as Type` instead', 1, 11],
    ['export default 3', 'A cell exports nothing', 1, 1],
    ["export * from 'x'", 'A cell exports nothing', 1, 1],
    ['@d class A {}', 'Decorators are not available', 1, 1],
  ])('%j is refused: %s', (code, message, line, column) => {
    const refused = failureOf(code);
    expect(refused.message.startsWith(message), refused.message).toBe(true);
    expect(refused).toMatchObject({ name: 'SyntaxError', line, column });
  });
});

function failureOf(code: string): CellFailure {
  try {
    transformCell(code);
  } catch (error) {
    if (CellFailure.is(error)) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}
