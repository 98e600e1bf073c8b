import type { Environment } from '../environment.ts';
import type { Checkpoints } from '../rdd/checkpoints.ts';
import type { Lineage } from '../rdd/lineage.ts';

/** Where a context's RDDs are checkpointed, and which ones are still to be. */
export class CheckpointDirectory {
  readonly #environment: Pick<Environment, 'files' | 'random'>;
  readonly #marked = new Set<Lineage<unknown>>();
  /** Those whose own jobs are under way: what lies behind them is not to be saved for these. */
  readonly #saving = new Set<Lineage<unknown>>();
  #path: string | undefined;

  constructor(environment: Pick<Environment, 'files' | 'random'>) {
    this.#environment = environment;
  }

  get path(): string | undefined {
    return this.#path;
  }

  /** A new folder within `directory`, so that two programs do not meet. It is made when something is written. */
  set(directory: string): void {
    const { files, random } = this.#environment;
    const id = Array.from(random.bytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
    this.#path = files.join(directory, id);
  }

  mark(rdd: Checkpoints<unknown>): void {
    this.#marked.add(rdd);
  }

  /** Saves the marked RDDs that a job has used, but for those behind another one, whose lineage ends there. */
  async saveMarked(rdd: Lineage<unknown>): Promise<void> {
    if (this.#marked.size > 0) await this.#saveFrom(rdd, new Set(this.#saving));
  }

  async #saveFrom(rdd: Lineage<unknown>, seen: Set<Lineage<unknown>>): Promise<void> {
    if (seen.has(rdd)) return;
    seen.add(rdd);
    if (this.#marked.delete(rdd)) {
      this.#saving.add(rdd);
      try {
        await (rdd as Checkpoints<unknown>).doCheckpoint();
      } finally {
        this.#saving.delete(rdd);
      }
      return;
    }
    const { parents, shuffles = [] } = rdd.computation;
    for (const parent of parents) await this.#saveFrom(parent, seen);
    for (const { parent } of shuffles) await this.#saveFrom(parent, seen);
  }
}
