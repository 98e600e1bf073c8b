import { expect, test } from 'vitest';
import { jobAppearance } from '../../../../extension/notebook/job-appearance.ts';
import { type JobSource, JobsList } from '../../../../extension/notebook/jobs-list.ts';
import type { JobStatus } from '../../../../server/contract/kernel.ts';
import { snapshotAfter } from '../../../harness/streaming-snapshots.ts';

function job(id: string, state: JobStatus['state'], startTime = 1): JobStatus {
  return {
    ...{ id, cell: id, name: id, state, startTime, inputRate: 1234.4, totalDelay: 35.2 },
    ...{ completedBatches: 3, failedBatches: 0 },
  };
}

const source = (life: number, ...jobs: JobStatus[]): JobSource => ({
  kernel: { life, jobs, progressOf: () => undefined },
});
const names = (list: JobsList<JobSource>) =>
  list.jobs.map(({ status }) => `${status.name} ${status.state}`);

test('jobs that run come first, then the latest', () => {
  const list = new JobsList<JobSource>();
  list.update([
    source(1, job('a', 'stopped', 1), job('b', 'running', 2)),
    source(1, job('c', 'failed', 3), job('d', 'starting', 4)),
  ]);
  expect(names(list)).toEqual(['d starting', 'b running', 'c failed', 'a stopped']);
  expect(list.running.length).toBe(2);
});

test('jobs with the same id are others in other notebooks and lives', () => {
  const list = new JobsList<JobSource>();
  const kernel = { life: 1, jobs: [job('a', 'stopped')], progressOf: () => undefined };
  const first = { kernel };
  list.update([first, source(1, job('a', 'stopped'))]);
  kernel.life = 2;
  kernel.jobs = [job('a', 'running')];
  list.update([first]);
  expect(names(list)).toEqual(['a running', 'a stopped', 'a stopped']);
});

test('jobs that a kernel does not tell of any more have stopped, and keep how they got on', () => {
  const list = new JobsList<JobSource>();
  const snapshot = snapshotAfter(3);
  const kernel = { life: 1, jobs: [job('a', 'running')], progressOf: () => snapshot };
  const source = { kernel };
  list.update([source]);
  kernel.life = 2;
  kernel.jobs = [];
  list.update([source]);
  expect(names(list)).toEqual(['a stopped']);
  expect(list.jobs[0]?.progress).toBe(snapshot);
});

test('jobs of a notebook that is gone have stopped', () => {
  const list = new JobsList<JobSource>();
  list.update([source(1, job('a', 'running'))]);
  list.update([]);
  expect(names(list)).toEqual(['a stopped']);
});

test('only the latest of those that have ended stay', () => {
  const list = new JobsList<JobSource>();
  const jobs = Array.from({ length: 30 }, (_, i) => job(`j${i}`, 'stopped', i));
  list.update([source(1, ...jobs, job('now', 'running', 0))]);
  expect(list.jobs.length).toBe(21);
  expect(names(list).slice(0, 2)).toEqual(['now running', 'j29 stopped']);
});

test('a row says how fast a job is, or that it is none any more', () => {
  expect(jobAppearance(job('a', 'running'), 'x.stream.md')).toMatchObject({
    label: 'a',
    description: '1,234 records/s · 35 ms · x.stream.md',
    viewItem: 'job',
    spoken: 'a, 1,234 records/s, 35 ms, x.stream.md',
  });
  expect(jobAppearance(job('a', 'failed'), 'x.stream.md')).toMatchObject({
    description: 'failed · x.stream.md',
    viewItem: 'job.ended',
  });
});
