import { beforeEach, describe, expect, test } from 'vitest';
import { Kernel } from '../../../../../extension/notebook/kernel/kernel.ts';
import type {
  KernelEnd,
  KernelProcess,
} from '../../../../../extension/notebook/kernel/kernel-process.ts';
import { Signal } from '../../../../../extension/signal.ts';
import type {
  JobStatus,
  KernelEvent,
  KernelRequest,
} from '../../../../../server/contract/kernel.ts';
import { snapshotAfter } from '../../../../harness/streaming-snapshots.ts';

/** A process that does nothing by itself. */
class FakeProcess implements KernelProcess {
  readonly told = new Signal<KernelEvent>();
  readonly ended = new Signal<KernelEnd>();
  readonly requests: KernelRequest[] = [];
  wasKilled = false;

  send(request: KernelRequest): void {
    this.requests.push(request);
  }

  kill(): void {
    this.wasKilled = true;
  }

  started(execution: number): void {
    this.told.fire({ type: 'started', execution, cell: `cell ${execution}`, time: 1 });
  }

  crash(end: Partial<KernelEnd> = {}): void {
    this.ended.fire({ how: 'SIGABRT', outOfMemory: false, errors: '', ...end });
  }
}

const cluster = { id: 'local', name: 'Local Cluster', bootstrap: 'localhost:9092' };
const job = (state: JobStatus['state']): JobStatus => ({
  ...{ id: 'j', cell: 'cell 1', name: 'job', state, startTime: 1, inputRate: 0, totalDelay: null },
  ...{ completedBatches: 0, failedBatches: 0 },
});

let processes: FakeProcess[];
let kernel: Kernel;
let told: string[];

beforeEach(() => {
  processes = [];
  told = [];
  kernel = new Kernel(() => {
    const process = new FakeProcess();
    processes.push(process);
    return process;
  });
  kernel.setCluster(cluster);
});

const last = () => processes.at(-1) as FakeProcess;

/** Runs a cell; what is told of it goes to `told`. */
async function execute(number: number): Promise<void> {
  const cell = `cell ${number}`;
  await kernel.execute(
    { cell, language: 'ts', code: '', position: number },
    {
      onStarted: () => told.push(`${cell} started`),
      onBackgrounded: () => told.push(`${cell} backgrounded`),
      onOutput: (output) =>
        told.push(`${cell} ${output.kind === 'error' ? output.error.message : output.kind}`),
      onEnded: (_time, success) => told.push(`${cell} ended ${success}`),
    },
  );
}

describe('a kernel', () => {
  test('starts with the first cell, once', async () => {
    expect(kernel.state).toBe('off');
    await execute(1);
    await execute(2);
    expect(processes.length).toBe(1);
    expect(kernel.state).toBe('starting');
    expect(last().requests.map((request) => request.type)).toEqual([
      'cluster',
      'execute',
      'execute',
    ]);
  });

  test('is busy while a cell runs that others wait for', async () => {
    await execute(1);
    last().told.fire({ type: 'ready', pid: 1 });
    expect(kernel.state).toBe('idle');
    last().started(1);
    expect(kernel.state).toBe('busy');
    last().told.fire({ type: 'backgrounded', execution: 1, cell: 'cell 1' });
    expect(kernel.state).toBe('idle');
    last().told.fire({ type: 'ended', execution: 1, cell: 'cell 1', time: 2, success: true });
    expect(told).toEqual(['cell 1 started', 'cell 1 backgrounded', 'cell 1 ended true']);
  });

  test('hears of another cluster', () => {
    kernel.prepare();
    kernel.setCluster(cluster);
    const first = { type: 'cluster', cluster };
    expect(last().requests).toEqual([first]);
    const other = { ...cluster, bootstrap: 'localhost:9093' };
    kernel.setCluster(other);
    expect(last().requests).toEqual([first, { type: 'cluster', cluster: other }]);
  });

  test('tells each of its processes of the cluster before all else', async () => {
    await execute(1);
    last().ended.fire({ how: 'SIGKILL', outOfMemory: false, errors: '' });
    await execute(2);
    expect(processes.map(({ requests }) => requests[0])).toEqual([
      { type: 'cluster', cluster },
      { type: 'cluster', cluster },
    ]);
  });

  test('interrupts jobs only where nothing else runs', async () => {
    await execute(1);
    await execute(2);
    last().started(1);
    last().told.fire({ type: 'backgrounded', execution: 1, cell: 'cell 1' });
    last().started(2);
    kernel.interruptAll();
    expect(last().requests.at(-1)).toEqual({ type: 'interrupt', cell: 'cell 2' });
    last().told.fire({ type: 'ended', execution: 2, cell: 'cell 2', time: 2, success: false });
    kernel.interruptAll();
    expect(last().requests.at(-1)).toEqual({ type: 'interrupt', cell: 'cell 1' });
  });
});

test('how a job gets on is known until the next process', async () => {
  await execute(1);
  last().started(1);
  let times = 0;
  kernel.progressed.on(() => times++);
  const snapshots = [snapshotAfter(1), snapshotAfter(2)] as const;
  for (const snapshot of snapshots) {
    const output = { kind: 'progress', id: 'j', snapshot } as const;
    last().told.fire({ type: 'output', execution: 1, cell: 'cell 1', output });
  }
  expect(times).toBe(2);
  expect(told).toEqual(['cell 1 started', 'cell 1 progress', 'cell 1 progress']);
  last().crash();
  expect(kernel.progressOf('j')).toBe(snapshots[1]);
  kernel.prepare();
  expect(kernel.progressOf('j')).toBeUndefined();
});

describe('a crash', () => {
  test('is told in the cell in whose turn it happened; another process runs what comes next', async () => {
    await execute(1);
    await execute(2);
    await execute(3);
    last().started(1);
    last().told.fire({ type: 'backgrounded', execution: 1, cell: 'cell 1' });
    last().told.fire({ type: 'jobs', jobs: [job('running')] });
    last().started(2);
    last().crash();
    expect(told.slice(3)).toEqual([
      'cell 1 ended false',
      'cell 2 The kernel ended unexpectedly (SIGABRT). Variables are gone; running a cell starts a new kernel.',
      'cell 2 ended false',
      'cell 3 ended false',
    ]);
    expect(kernel.jobs.map(({ state }) => state)).toEqual(['failed']);
    expect(kernel.state).toBe('off');
    await execute(4);
    expect(processes.length).toBe(2);
  });

  test('is told in the cells of jobs if nothing else ran', async () => {
    await execute(1);
    last().started(1);
    last().told.fire({ type: 'backgrounded', execution: 1, cell: 'cell 1' });
    last().crash({ outOfMemory: true });
    expect(told.at(-2)).toMatch(/^cell 1 The kernel ran out of memory\./);
  });

  test('before anything ran is told in the cell that waits', async () => {
    await execute(1);
    await execute(2);
    last().crash({ how: 'spawn ENOENT' });
    expect(told.map((line) => line.slice(0, 24))).toEqual([
      'cell 1 The kernel ended ',
      'cell 1 ended false',
      'cell 2 ended false',
    ]);
  });
});

describe('a restart', () => {
  test('ends one process and starts another, which runs what is asked for meanwhile', async () => {
    await execute(1);
    last().started(1);
    last().told.fire({ type: 'jobs', jobs: [job('running')] });
    const states: string[] = [];
    kernel.changed.on(() => states.push(kernel.jobs.map(({ state }) => state).join()));
    const restarted = kernel.restart();
    expect(kernel.state).toBe('stopping');
    const next = execute(2);
    expect(processes.length).toBe(1);
    expect(last().requests.at(-1)).toEqual({ type: 'shutdown' });
    last().crash({ how: 'code 0' });
    await Promise.all([restarted, next]);
    expect(processes.length).toBe(2);
    expect(told).toEqual(['cell 1 started', 'cell 1 ended false']);
    // That its job has stopped is told before the next process has none.
    expect([...new Set(states)]).toEqual(['running', 'stopped', '']);
    expect(last().requests.slice(1)).toEqual([
      expect.objectContaining({ type: 'execute', cell: 'cell 2' }),
    ]);
  });

  test('kills a process that does not react', async () => {
    kernel.prepare();
    let asked = 0;
    kernel.becameUnresponsive.on(() => asked++);
    last().told.fire({ type: 'unresponsive' });
    expect([kernel.state, asked]).toEqual(['unresponsive', 1]);
    const ended = kernel.shutdown();
    await expect.poll(() => last().wasKilled).toBe(true);
    last().crash({ how: 'SIGKILL' });
    await ended;
    expect(kernel.state).toBe('off');
  });
});
