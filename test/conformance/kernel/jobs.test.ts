import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NotebookKernel } from '../../harness/notebook-kernel.ts';
import { tempFolder } from '../../harness/temp.ts';

const temp = tempFolder('kernel-jobs');
let kernel: NotebookKernel;
beforeEach(() => {
  kernel = new NotebookKernel({ notebook: join(temp.path, 'book.stream.md') });
});
afterEach(async () => {
  await kernel.close();
});
afterAll(() => temp.remove());

const job = (body = 'stream.pprint()') => `
  const streams = new StreamingContext(sc, 0.05);
  const stream = streams.queueStream([], true, sc.parallelize([1, 2, 3]));
  ${body};
  await streams.start();`;

describe('a job', () => {
  test('goes on while other cells run, shows its latest batches in place, and its progress', async () => {
    const running = kernel.start('cell 1', job());
    await kernel.until(() => running.isBackgrounded && running.inPlace.includes('Time: '));
    expect((await kernel.run('cell 2', '1 + 1')).values).toEqual(['2']);
    await kernel.until(() => running.outputs.some(({ kind }) => kind === 'progress'));
    await kernel.until(() => kernel.jobs[0]?.state === 'running');
    expect(running.success).toBeUndefined();
    kernel.interrupt('cell 1');
    await kernel.until(() => running.success !== undefined);
    expect(running).toMatchObject({ success: true, text: '' });
    await kernel.until(() => kernel.jobs[0]?.state === 'stopped');
    expect(kernel.jobs).toMatchObject([{ cell: 'cell 1', failedBatches: 0 }]);
  });

  test('shows what its program shows before its progress', async () => {
    const running = kernel.start(
      'cell 1',
      // Its first batch is waited for twice as long as one takes to come: time enough on a machine with much to do.
      `const slow = new StreamingContext(sc, 2);
       slow.queueStream([], true, sc.parallelize([1, 2, 3])).showTable({ title: 'Numbers' });
       await slow.start();`,
    );
    await kernel.until(() => running.outputs.some(({ kind }) => kind === 'progress'));
    expect(running.outputs[0]).toMatchObject({ kind: 'display', event: { title: 'Numbers' } });
    kernel.interrupt('cell 1');
    await kernel.until(() => running.success === true);
  });

  test('is replaced when its cell runs again', async () => {
    const first = kernel.start('cell 1', job());
    await kernel.until(() => first.isBackgrounded);
    const second = kernel.start('cell 1', job('stream.map((x) => x * 10).pprint()'));
    await kernel.until(() => second.inPlace.includes('30'));
    expect(first.success).toBe(true);
    kernel.interrupt('cell 1');
    await kernel.until(() => second.success === true);
  });

  test('that is the second is told which cell has the first', async () => {
    const first = kernel.start('cell 1', job());
    await kernel.until(() => first.isBackgrounded);
    const { error } = await kernel.run('cell 2', job());
    expect(error?.message).toMatch(
      /^Only one StreamingContext may be started in this process\. Cell 1 has one that still runs/,
    );
    expect(first.success).toBeUndefined();
  });

  test('shows what its functions throw, by the lines of the cell, and goes on', async () => {
    const running = kernel.start('cell 3', job('stream.map((x) =>\n    x.a.b).pprint()'));
    const errors = () => running.outputs.filter((output) => output.kind === 'error');
    await kernel.until(() => errors().length >= 2);
    expect(errors()[1]).toMatchObject({
      id: 'job-1',
      error: { name: 'SparkException', line: 5, column: 9 },
    });
    kernel.interrupt('cell 3');
    await kernel.until(() => running.success !== undefined);
    expect(running.success).toBe(false);
    await kernel.until(() => kernel.jobs[0]?.state === 'failed');
    // Once is enough.
    expect(running.inPlace).not.toContain('ERROR');
  });

  test('may be stopped by another cell, as in the exercises', async () => {
    const running = kernel.start('cell 1', job());
    const stopping = await kernel.run(
      'cell 2',
      'await streams.awaitTerminationOrTimeout(0.3); await streams.stop(true, true)',
    );
    expect([stopping.success, running.success]).toEqual([true, true]);
  });

  test('ends at once when it is interrupted again, whatever its batch still does', async () => {
    const running = kernel.start(
      'cell 1',
      job("stream.foreachRDD(async () => { console.log('batch'); await new Promise(() => {}) })"),
    );
    await kernel.until(() => running.inPlace.includes('batch'));
    kernel.interrupt('cell 1');
    await kernel.until(() => kernel.jobs.some(({ state }) => state === 'stopping'));
    expect(running.success).toBeUndefined();
    kernel.interrupt('cell 1');
    await kernel.until(() => running.success !== undefined);
  });

  test('lets others run while its cell waits for its end', async () => {
    const waiting = kernel.start('cell 1', `${job()} await streams.awaitTermination(); 'over'`);
    expect((await kernel.run('cell 2', '1 + 1')).values).toEqual(['2']);
    kernel.interrupt('cell 1');
    await kernel.until(() => waiting.success === true);
    expect(waiting.values).toEqual(["'over'"]);
  });

  test('prints hundreds of times a second, and is heard ten times', async () => {
    const running = kernel.start(
      'cell 1',
      job(
        "stream.foreachRDD(() => { for (let i = 0; i < 1000; i++) console.log('x'.repeat(100), i) })",
      ),
    );
    await kernel.until(() => running.outputs.length > 20);
    const texts = kernel.events.filter(
      (event) => event.type === 'output' && event.output.kind === 'text',
    );
    for (const event of texts) expect(JSON.stringify(event).length).toBeLessThan(20_000);
    expect(running.text).toBe('');
  });
});
