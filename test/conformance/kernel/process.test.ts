import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { Child } from '../../harness/child.ts';
import { NotebookKernel } from '../../harness/notebook-kernel.ts';
import { node, root } from '../../harness/places.ts';
import { tempFolder } from '../../harness/temp.ts';

const temp = tempFolder('kernel-process');
const notebook = join(temp.path, 'book.stream.md');
afterAll(() => temp.remove());

describe('a kernel', () => {
  test('begins anew after another', async () => {
    const first = new NotebookKernel({ notebook });
    await first.run('cell 1', 'globalThis.kept = 1');
    expect(await first.close()).toMatchObject({ reason: 'shutdown', code: 0 });
    const second = new NotebookKernel({ notebook });
    expect((await second.run('cell 1', 'typeof kept')).values).toEqual(["'undefined'"]);
    await second.close();
  });

  test('is one of several at once, which know nothing of each other', async () => {
    const kernels = [1, 2].map(() => new NotebookKernel({ notebook }));
    await Promise.all(kernels.map((kernel, i) => kernel.run('cell 1', `const mine = ${i}`)));
    const ran = await Promise.all(kernels.map((kernel) => kernel.run('cell 2', 'mine')));
    expect(ran.map(({ values }) => values)).toEqual([['0'], ['1']]);
    await Promise.all(kernels.map((kernel) => kernel.close()));
  });

  test('says why it ended: process.exit, with what was printed before', async () => {
    const kernel = new NotebookKernel({ notebook });
    const ran = kernel.start('cell 1', "console.log(1); console.log('last'); process.exit(3)");
    expect(await kernel.exited).toMatchObject({ reason: 'exit', code: 3 });
    expect(ran.text).toBe('1\nlast\n');
  });

  test('says why it ended: abort', async () => {
    const kernel = new NotebookKernel({ notebook });
    kernel.start('cell 1', 'process.abort()');
    expect(await kernel.exited).toMatchObject({ reason: 'crash' });
  });

  test('says why it ended: out of memory', async () => {
    const kernel = new NotebookKernel({ notebook, nodeOptions: ['--max-old-space-size=80'] });
    kernel.start('cell 1', 'const all = []; for (;;) all.push(new Array(1000).fill(all.length))');
    const exit = await kernel.exited;
    expect(exit).toMatchObject({ reason: 'out-of-memory' });
    expect(exit.message).toMatch(/out of memory/);
  });

  test('stays within bounds however much a cell prints', async () => {
    const kernel = new NotebookKernel({ notebook });
    const ran = kernel.start(
      'cell 1',
      `for (let second = 0; second < 3; second++) {
         const end = Date.now() + 1000;
         for (let line = 0; line < 100_000; line++) {
           console.log('line', second, line);
           if (line % 1000 === 999) await new Promise((r) => setTimeout(r, Math.max(0, (end - Date.now()) / (100 - line / 1000))));
         }
       }`,
    );
    await kernel.until(() => ran.success !== undefined);
    const characters = JSON.stringify(ran.outputs).length;
    expect(characters).toBeLessThan(4_000_000);
    expect(ran.outputs.length).toBeLessThan(200);
    expect(ran.inPlace).toMatch(/^… [\d,]+ earlier lines\n/);
    expect(ran.inPlace.endsWith('line 2 99999\n')).toBe(true);
    await kernel.close();
  });

  test('ends with its front end, also in an endless loop', async () => {
    const program = `
      import { KernelProcess } from './server/kernel/kernel-process.ts';
      const kernel = new KernelProcess({
        executable: process.execPath, script: 'dist/kernel.js', folder: '.',
        settings: { notebook: ${JSON.stringify(notebook)} }, cluster: { id: 'x', name: 'x', bootstrap: '' },
        onEvent: (event) => { if (event.type === 'output') console.log('pid', kernel.pid); },
      });
      kernel.request({ type: 'execute', cell: 'c', execution: 1, position: 1, language: 'ts',
        code: "console.log('stuck'); for (;;) {}" });`;
    const frontEnd = await Child.start(node, ['--input-type=module-typescript', '-e', program], {
      cwd: root,
    });
    const [, pid] = await frontEnd.line(/^pid (\d+)/, 30_000);
    process.kill(frontEnd.pid, 'SIGKILL');
    await expect.poll(() => isRunning(Number(pid)), { timeout: 30_000, interval: 200 }).toBe(false);
    await delay(0);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
