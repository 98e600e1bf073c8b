import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, test } from 'vitest';
import type { CellError, KernelCluster, KernelEvent } from '../../../server/contract/kernel.ts';
import { CellSources } from '../../../server/kernel/errors/cell-sources.ts';
import type { Background, Execution } from '../../../server/kernel/execution.ts';
import { CellFailure, type CellRun } from '../../../server/kernel/executor.ts';
import { Kernel } from '../../../server/kernel/kernel.ts';
import { deferred } from '../../../server/node/deferred.ts';
import { ManualClock, settled } from '../../harness/manual-clock.ts';

/** A kernel whose cells do what the test says, by their code. */
function kernelWith(behaviours: Record<string, (cell: CellRun) => Promise<void>>) {
  const clock = new ManualClock();
  const events: KernelEvent[] = [];
  const kernel = new Kernel({
    ...{ clock, folder: '/' },
    send: (event) => events.push(event),
    isTaken: () => true,
    executors: { ts: { execute: (cell) => behaviours[cell.code]!(cell) } },
    sources: new CellSources('/book', '/millrace'),
    running: new AsyncLocalStorage<Execution>(),
  });
  let execution = 0;
  return {
    ...{ kernel, clock, events },
    run(cell: string, code = cell, cluster?: string) {
      kernel.handle({
        type: 'execute',
        cell,
        code,
        execution: ++execution,
        language: 'ts',
        position: 1,
        ...(cluster !== undefined && { cluster }),
      });
    },
    select: (cluster: KernelCluster) => kernel.handle({ type: 'cluster', cluster }),
    interrupt: (cell: string) => kernel.handle({ type: 'interrupt', cell }),
    /** `started a`, `ended a true` … */
    story: () =>
      events.flatMap((event) => {
        if (!('execution' in event) || event.type === 'output') return [];
        return `${event.type} ${event.cell}${event.type === 'ended' ? ` ${event.success}` : ''}`;
      }),
  };
}

const quick = async () => undefined;

class FakeJob implements Background {
  readonly calls: string[] = [];
  readonly #end = deferred<CellError | undefined>();
  readonly ended = this.#end.promise;

  stop(): void {
    this.calls.push('stop');
  }

  kill(): void {
    this.calls.push('kill');
    this.end();
  }

  end(error?: CellError): void {
    this.#end.resolve(error);
  }
}

describe('a kernel', () => {
  test('runs cells in their order, one after the other', async () => {
    const first = deferred<void>();
    const { run, story } = kernelWith({ a: () => first.promise, b: quick });
    run('a');
    run('b');
    await settled();
    expect(story()).toEqual(['started a']);
    first.resolve();
    await settled();
    expect(story()).toEqual(['started a', 'ended a true', 'started b', 'ended b true']);
  });

  test('goes on after a cell that fails', async () => {
    const { run, events, story } = kernelWith({
      a: async () => {
        throw new CellFailure('no', { line: 2 });
      },
      b: quick,
    });
    run('a');
    run('b');
    await settled();
    expect(story()).toEqual(['started a', 'ended a false', 'started b', 'ended b true']);
    expect(events[1]).toMatchObject({
      output: { kind: 'error', error: { message: 'no', line: 2 } },
    });
  });

  test('runs others beside a job, which an interrupt stops, and a second one ends', async () => {
    const job = new FakeJob();
    const { run, interrupt, story } = kernelWith({
      job: async (cell) => (cell as Execution).attach(job),
      b: quick,
    });
    run('job');
    run('b');
    await settled();
    expect(story()).toEqual(['started job', 'backgrounded job', 'started b', 'ended b true']);
    interrupt('job');
    await settled();
    expect(job.calls).toEqual(['stop']);
    interrupt('job');
    await settled();
    expect(job.calls).toEqual(['stop', 'kill']);
    expect(story().at(-1)).toBe('ended job true');
  });

  test('fails the cell whose job has failed', async () => {
    const job = new FakeJob();
    const { run, events } = kernelWith({ job: async (cell) => (cell as Execution).attach(job) });
    run('job');
    await settled();
    job.end({ name: 'E', message: 'm', stack: '' });
    await settled();
    expect(events.at(-1)).toMatchObject({ type: 'ended', success: false, error: { message: 'm' } });
  });

  test('ends a job before its cell runs again, at once if it takes too long', async () => {
    const jobs = [new FakeJob(), new FakeJob()];
    const [first] = jobs;
    let next = 0;
    const { run, clock, story } = kernelWith({
      job: async (cell) => (cell as Execution).attach(jobs[next++]!),
    });
    run('job');
    await settled();
    run('job');
    await clock.advance(1999);
    expect(first!.calls).toEqual(['stop']);
    expect(story()).toEqual(['started job', 'backgrounded job']);
    await clock.advance(1);
    expect(first!.calls).toEqual(['stop', 'kill']);
    expect(story().slice(2)).toEqual(['ended job true', 'started job', 'backgrounded job']);
  });

  test('gives up what does not end when it is told to twice', async () => {
    const { run, interrupt, clock, story } = kernelWith({ a: () => new Promise(() => undefined) });
    run('a');
    await settled();
    interrupt('a');
    interrupt('a');
    await clock.advance(2999);
    expect(story()).toEqual(['started a']);
    await clock.advance(1);
    expect(story()).toEqual(['started a', 'ended a false']);
  });

  test('drops a cell that waits for its turn when it is interrupted or run again', async () => {
    const first = deferred<void>();
    const { run, interrupt, story } = kernelWith({ a: () => first.promise, b: quick });
    run('a');
    await settled();
    run('b');
    run('b');
    interrupt('b');
    first.resolve();
    await settled();
    expect(story()).toEqual([
      ...['started a', 'started b', 'ended b false', 'started b', 'ended b false', 'ended a true'],
    ]);
  });

  test('hears what cells have left behind as stray, but not of those that were told to end', async () => {
    const cells: CellRun[] = [];
    const { run, interrupt, kernel, events, clock } = kernelWith({
      a: async (cell) => void cells.push(cell),
      b: (cell) => {
        cells.push(cell);
        return new Promise((_, reject) => {
          cell.interrupted.addEventListener('abort', () => reject(new Error('ended')));
        });
      },
    });
    run('a');
    run('b');
    await settled();
    interrupt('b');
    await settled();
    for (const cell of cells) cell.print('stdout', `late ${cell.cell}\n`);
    kernel.print('stderr', 'nobody\n');
    await clock.advance(100);
    expect(events.filter(({ type }) => type === 'stray')).toEqual([
      { type: 'stray', cell: 'a', name: 'stdout', text: 'late a\n' },
      { type: 'stray', name: 'stderr', text: 'nobody\n' },
    ]);
  });

  test('ends its jobs when it is closed', async () => {
    const job = new FakeJob();
    const { run, kernel, clock, story } = kernelWith({
      job: async (cell) => (cell as Execution).attach(job),
    });
    run('job');
    await settled();
    const closed = kernel.close();
    await clock.advance(2000);
    await clock.advance(3000);
    await closed;
    expect(job.calls).toEqual(['stop', 'kill']);
    expect(story().at(-1)).toBe('ended job true');
  });
});

describe('the cluster of a cell', () => {
  const one = { id: '1', name: 'One', bootstrap: 'one:9092' };
  const two = { id: '2', name: 'Two', bootstrap: 'two:9092' };

  test('is the one that was selected when it was asked to run, whatever is selected then', async () => {
    const seen: string[] = [];
    const goOn = deferred<void>();
    const { run, select, kernel } = kernelWith({
      first: async (cell) => {
        seen.push(cell.cluster.bootstrap);
        await goOn.promise;
        seen.push(cell.cluster.bootstrap, kernel.cluster.bootstrap);
      },
      waiting: async (cell) => void seen.push(cell.cluster.bootstrap),
      last: async () => void seen.push(kernel.cluster.bootstrap),
    });
    select(one);
    run('first');
    run('waiting');
    await settled();
    select(two);
    run('last');
    goOn.resolve();
    await settled();
    expect(seen).toEqual(['one:9092', 'one:9092', 'one:9092', 'one:9092', 'two:9092']);
  });

  test('is the one that a request names, of those that were told, and no other', async () => {
    const seen: string[] = [];
    const { run, select } = kernelWith({
      cell: async ({ cluster: { name, problem = '' } }) => void seen.push(`${name}${problem}`),
    });
    select(one);
    select(two);
    for (const id of ['1', '2', '3']) {
      run('cell', 'cell', id);
      await settled();
    }
    expect(seen).toEqual(['One', 'Two', 'No cluster is selected for this notebook.']);
  });

  test('may be reached elsewhere meanwhile', async () => {
    const seen: string[] = [];
    const goOn = deferred<void>();
    const { run, select } = kernelWith({
      cell: async ({ cluster }) => void seen.push(cluster.bootstrap),
      long: async (cell) => {
        await goOn.promise;
        seen.push(cell.cluster.bootstrap);
      },
    });
    run('cell');
    select(one);
    run('long');
    await settled();
    select({ ...one, bootstrap: 'one:9093' });
    goOn.resolve();
    await settled();
    expect(seen).toEqual(['', 'one:9093']);
  });
});
