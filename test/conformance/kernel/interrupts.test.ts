import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NotebookKernel } from '../../harness/notebook-kernel.ts';
import { tempFolder } from '../../harness/temp.ts';

const temp = tempFolder('kernel-interrupts');
let kernel: NotebookKernel;
beforeEach(async () => {
  kernel = new NotebookKernel({ notebook: join(temp.path, 'book.stream.md') });
  await kernel.process.ready;
});
afterEach(async () => {
  await kernel.close();
});
afterAll(() => temp.remove());

const stuck = "console.log('stuck'); for (;;) {}";

/** Runs a cell that says `stuck` when it is, interrupts it, and runs another. */
async function interruptWhenStuck(code: string): Promise<void> {
  const looping = kernel.start('cell 1', code);
  await kernel.until(() => `${looping.text}${looping.inPlace}`.includes('stuck'));
  kernel.interrupt('cell 1');
  await kernel.until(() => looping.success !== undefined);
  expect(looping.error).toMatchObject({ name: 'Interrupted' });
  expect((await kernel.run('cell 2', '1 + 1')).values).toEqual(['2']);
  // Timers and promises go on as ever.
  const later = await kernel.run('cell 3', 'await new Promise((r) => setTimeout(r, 5, 7))');
  expect(later.values).toEqual(['7']);
}

describe('an interrupt ends', () => {
  test('an endless loop', () => interruptWhenStuck(stuck));

  test('an endless loop after an await', () =>
    interruptWhenStuck(`await new Promise((r) => setTimeout(r, 5)); ${stuck}`));

  test('an endless loop of promises', () =>
    interruptWhenStuck("console.log('stuck'); for (;;) await null"));

  test('an endless loop in the callback of a timer', () =>
    interruptWhenStuck(`setTimeout(() => { ${stuck} }, 5); await new Promise(() => {})`));

  test('an endless loop in a function of a job', () =>
    interruptWhenStuck(`const streams = new StreamingContext(sc, 0.05);
      streams.queueStream([sc.range(0, 10)]).map(() => { ${stuck} }).pprint();
      await streams.start();`));

  test('a cell that waits, whose code does not go on', async () => {
    const waiting = kernel.start(
      'cell 1',
      `const went = globalThis.went = [];
       console.log('begun');
       try { for (;;) { await new Promise((r) => setTimeout(r, 20)); went.push(1) } } finally { went.push('end') }`,
    );
    await kernel.until(() => waiting.text.includes('begun'));
    kernel.interrupt('cell 1');
    await kernel.until(() => waiting.success === false);
    const { values } = await kernel.run(
      'cell 2',
      'await new Promise((r) => setTimeout(r, 60)); went.at(-1)',
    );
    expect(values).toEqual(["'end'"]);
  });

  test('a cell that waits for its turn, which then never begins', async () => {
    const first = kernel.start(
      'cell 1',
      'await new Promise((r) => { globalThis.go = r; setTimeout(r, 300) })',
    );
    const second = kernel.start('cell 2', "console.log('second')");
    kernel.interrupt('cell 2');
    await kernel.until(() => first.success === true && second.success === false);
    expect(second.text).toBe('');
  });

  test('a loop that belongs to no cell any more', async () => {
    await kernel.run('cell 1', 'setTimeout(() => { for (;;) {} }, 5)');
    const next = kernel.start('cell 2', 'await new Promise((r) => setTimeout(r, 50)); 2');
    await new Promise((resolve) => setTimeout(resolve, 100));
    kernel.interrupt('cell 1');
    await kernel.until(() => next.success === true);
    expect(next.values).toEqual(['2']);
  });
});
