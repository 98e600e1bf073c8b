import type { JobStatus } from '../../server/contract/kernel.ts';
import { isRunning, type Kernel } from './kernel/kernel.ts';

/** What a list of jobs needs to know of a notebook. */
export interface JobSource {
  readonly kernel: Pick<Kernel, 'jobs' | 'life'>;
}

/** A job of one of the notebooks. */
export interface ListedJob<S extends JobSource> {
  /** The same as long as it is listed. */
  readonly id: string;
  readonly source: S;
  readonly status: JobStatus;
}

/** Jobs that have ended stay listed until there are so many. */
const MOST_ENDED = 20;

/** The jobs of all notebooks, those that run first, and then the latest first. */
export class JobsList<S extends JobSource> {
  readonly #jobs = new Map<string, ListedJob<S>>();
  readonly #keys = new WeakMap<S, number>();
  #lastKey = 0;

  get jobs(): readonly ListedJob<S>[] {
    return [...this.#jobs.values()];
  }

  get running(): readonly ListedJob<S>[] {
    return this.jobs.filter(({ status }) => isRunning(status));
  }

  /** Takes what the kernels say now. Jobs of a source that is not there any more do not run any more. */
  update(sources: readonly S[]): void {
    for (const [id, job] of this.#jobs) {
      if (!isRunning(job.status) || sources.includes(job.source)) continue;
      this.#jobs.set(id, { ...job, status: { ...job.status, state: 'stopped' } });
    }
    for (const source of sources) {
      for (const status of source.kernel.jobs) {
        const id = `${this.#keyOf(source)} ${source.kernel.life} ${status.id}`;
        this.#jobs.set(id, { id, source, status });
      }
    }
    const sorted = this.jobs.toSorted(byState);
    const running = sorted.filter(({ status }) => isRunning(status)).length;
    this.#jobs.clear();
    for (const job of sorted.slice(0, running + MOST_ENDED)) this.#jobs.set(job.id, job);
  }

  #keyOf(source: S): number {
    const known = this.#keys.get(source);
    if (known !== undefined) return known;
    this.#lastKey += 1;
    this.#keys.set(source, this.#lastKey);
    return this.#lastKey;
  }
}

function byState(a: ListedJob<JobSource>, b: ListedJob<JobSource>): number {
  const running = Number(isRunning(b.status)) - Number(isRunning(a.status));
  return running === 0 ? b.status.startTime - a.status.startTime : running;
}
