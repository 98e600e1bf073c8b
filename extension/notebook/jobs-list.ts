import type { JobStatus } from '../../server/contract/kernel.ts';
import type { StreamingProgressSnapshot } from '../../server/contract/streaming-progress.ts';
import { isRunning, type Kernel } from './kernel/kernel.ts';

/** What a list of jobs needs to know of a notebook. */
export interface JobSource {
  readonly kernel: Pick<Kernel, 'jobs' | 'life' | 'progressOf'>;
}

/** A job of one of the notebooks. */
export interface ListedJob<S extends JobSource> {
  /** The same as long as it is listed. */
  readonly id: string;
  readonly source: S;
  readonly status: JobStatus;
  /** How it got on lately; undefined until its kernel has told. */
  readonly progress: StreamingProgressSnapshot | undefined;
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

  get(id: string): ListedJob<S> | undefined {
    return this.#jobs.get(id);
  }

  get running(): readonly ListedJob<S>[] {
    return this.jobs.filter(({ status }) => isRunning(status));
  }

  /** Takes what the kernels say now. Jobs that no kernel tells of any more do not run any more. */
  update(sources: readonly S[]): void {
    const told = sources.flatMap((source) => this.#jobsOf(source));
    const ids = new Set(told.map(({ id }) => id));
    for (const [id, job] of this.#jobs) {
      if (!isRunning(job.status) || ids.has(id)) continue;
      this.#jobs.set(id, { ...job, status: { ...job.status, state: 'stopped' } });
    }
    for (const job of told) this.#jobs.set(job.id, job);
    const sorted = this.jobs.toSorted(byState);
    const running = sorted.filter(({ status }) => isRunning(status)).length;
    this.#jobs.clear();
    for (const job of sorted.slice(0, running + MOST_ENDED)) this.#jobs.set(job.id, job);
  }

  #jobsOf(source: S): ListedJob<S>[] {
    const { kernel } = source;
    return kernel.jobs.map((status) => ({
      id: `${this.#keyOf(source)} ${kernel.life} ${status.id}`,
      source,
      status,
      progress: kernel.progressOf(status.id),
    }));
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
