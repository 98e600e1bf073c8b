import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NotebookKernel } from '../../harness/notebook-kernel.ts';
import { tempFolder } from '../../harness/temp.ts';

const temp = tempFolder('kernel-cells');
const folder = temp.path;
let kernel: NotebookKernel;
beforeAll(async () => {
  kernel = new NotebookKernel({ notebook: join(folder, 'book.stream.md') });
  await kernel.process.ready;
});
afterAll(async () => {
  await kernel.close();
  temp.remove();
});

describe('TypeScript cells', () => {
  test('share what they declare, and can run again', async () => {
    await kernel.run(
      'cell 1',
      'const base: number = 40; let n = 0; n++; function add(x: number) { return base + x + more }',
    );
    await kernel.run('cell 2', 'const more = 1');
    expect((await kernel.run('cell 3', 'add(1)')).values).toEqual(['42']);
    await kernel.run('cell 2', 'const more = 2');
    expect((await kernel.run('cell 3', 'add(1)')).values).toEqual(['43']);
    await kernel.run('cell 1', 'const { base, rest: [n] } = { base: 1, rest: [7] }');
    expect((await kernel.run('cell 3', '[add(1), n]')).values).toEqual(['[ 4, 7 ]']);
  });

  test('await, and show the value of their last expression', async () => {
    const ran = await kernel.run('cell 1', "await Promise.resolve({ a: [1, 'x'] })");
    expect(ran.outputs).toEqual([
      {
        kind: 'value',
        id: expect.any(String),
        data: { 'text/plain': "{ a: [ 1, 'x' ] }", 'application/json': { a: [1, 'x'] } },
      },
    ]);
    expect((await kernel.run('cell 1', 'const x = 1;')).outputs).toEqual([]);
  });

  test('import from Node, packages and files beside the notebook, and the engine', async () => {
    await mkdir(join(folder, 'node_modules/sum'), { recursive: true });
    await writeFile(join(folder, 'node_modules/sum/index.js'), 'exports.sum = (a, b) => a + b;');
    await writeFile(
      join(folder, 'near.mjs'),
      "import { StreamingContext } from 'millrace/streaming'; export { StreamingContext as theirs };",
    );
    const ran = await kernel.run(
      'cell 1',
      `import { sep as separator, type ParsedPath } from 'node:path';
       import { sum } from 'sum';
       import { theirs } from './near.mjs';
       import * as engine from 'millrace/streaming';
       [sum(1, 2), separator, theirs === StreamingContext, engine.RDD === RDD]`,
    );
    expect(ran.values).toEqual(["[ 3, '/', true, true ]"]);
    const missing = await kernel.run('cell 2', "const a = 1;\nimport { x } from 'not-there'");
    expect(missing.error).toMatchObject({ name: 'ModuleNotFound', line: 2, column: 1 });
    expect(missing.error?.message).toMatch(/npm install not-there/);
  });

  test('are told of errors by their own lines', async () => {
    const thrown = await kernel.run(
      'cell 7',
      'function f(a) { return a.b.c }\nconst y: number = 2;\n  f(await (async () => ({}))())',
    );
    expect(thrown.error).toEqual({
      name: 'TypeError',
      message: "Cannot read properties of undefined (reading 'c')",
      stack: '    at f (Cell 7, line 1, column 28)\n    at Cell 7, line 3, column 3',
      line: 1,
      column: 28,
    });
    const syntax = await kernel.run('cell 8', 'const fine = 1;\nconst q = = 3');
    expect(syntax.error).toMatchObject({ name: 'SyntaxError', line: 2, column: 11 });
    const late = await kernel.run('cell 9', 'const v = 1;\n break;');
    expect(late.error).toMatchObject({ name: 'SyntaxError', line: 2 });
    const jobs = await kernel.run(
      'cell 10',
      'await sc.parallelize([1]).map((x) =>\n  x.a.b).collect()',
    );
    expect(jobs.error).toMatchObject({ name: 'SparkException', line: 2, column: 7 });
    expect(jobs.error?.stack).toContain('Caused by: TypeError');
  });

  test('print into the cell that runs, also what they have left running', async () => {
    const first = kernel.start(
      'cell 1',
      "console.log('a'); console.error('b'); await new Promise((r) => setTimeout(() => { console.log('c'); r(1) }, 30));",
    );
    const second = await kernel.run(
      'cell 2',
      "console.table([{ x: 1 }]); setTimeout(() => console.log('late'), 10);",
    );
    expect(first.text).toBe('a\nb\nc\n');
    expect(second.text).toContain('│ x │');
    await kernel.until(() => kernel.events.some((event) => event.type === 'stray'));
    expect(kernel.events.findLast((event) => event.type === 'stray')).toMatchObject({
      cell: 'cell 2',
      text: 'late\n',
    });
  });

  test('show values, tables and charts, and have sample data', async () => {
    const ran = await kernel.run(
      'cell 1',
      `display(1, { id: 'x' }); await table([{ a: 1, b: 'x' }, { a: 2 }]); await chart([3, 4]);
       faker.seed(1); faker.person.firstName().length > 0`,
    );
    expect(ran.outputs).toMatchObject([
      { kind: 'value', id: 'x' },
      { kind: 'display', event: { kind: 'table', columns: ['a', 'b'], total: 2 } },
      {
        kind: 'display',
        event: {
          kind: 'chart',
          points: [
            { x: 0, y: 3 },
            { x: 1, y: 4 },
          ],
        },
      },
      { kind: 'value', data: { 'text/plain': 'true' } },
    ]);
  });

  test('that fail without anybody catching it do not end the kernel', async () => {
    const ran = await kernel.run(
      'cell 4',
      "void Promise.reject(new Error('lost')); setTimeout(() => { null.x }, 1); await new Promise((r) => setTimeout(r, 50))",
    );
    expect(ran.outputs).toMatchObject([
      { kind: 'error', error: { message: 'lost', line: 1 } },
      { kind: 'error', error: { name: 'TypeError', line: 1 } },
    ]);
    expect(ran.success).toBe(true);
  });

  test('that need a cluster say so where there is none', async () => {
    const ran = await kernel.run('cell 1', "await producer.send('t', 1)");
    expect(ran.error?.message).toBe(
      'Local Cluster does not run. Start it, or select another cluster, and run the cell again.',
    );
  });

  test('may use the names of globals without anybody else meeting them', async () => {
    const shadowed = new NotebookKernel({ notebook: join(folder, 'other.stream.md') });
    const ran = await shadowed.run(
      'cell 1',
      `import { setTimeout } from 'node:timers/promises';
       const process = 'mine', performance = 1;
       function fetch() { return process }
       await setTimeout(1);
       [process, fetch(), typeof globalThis.process.pid]`,
    );
    expect(ran.values).toEqual(["[ 'mine', 'mine', 'number' ]"]);
    expect((await shadowed.run('cell 2', 'function f() { return process }; f()')).values).toEqual([
      "'mine'",
    ]);
    await shadowed.close();
  });
});
