import { SparkException } from '../scheduler/stage-failure.ts';
import {
  type CheckpointPlace,
  locallyCheckpointed,
  reliablyCheckpointed,
  writePartition,
} from './computations/checkpointed.ts';
import { NumericActions } from './numeric-actions.ts';

/** Saving an RDD so that it does not depend on what it came from any more. */
export abstract class Checkpoints<T> extends NumericActions<T> {
  #wanted: 'reliable' | 'local' | undefined;
  #isCheckpointed = false;
  #folder: string | undefined;

  /**
   * Has the values written to the context's checkpoint directory after the first job that uses this RDD, by a job of
   * its own: cache the RDD, or it is computed twice. From then on it is read from there. Values are those that the
   * environment's serializer takes.
   * @throws SparkException where the context has no checkpoint directory.
   */
  checkpoint(): void {
    if (this.context.getCheckpointDir() === undefined) {
      throw new SparkException('Checkpoint directory has not been set in the SparkContext');
    }
    this.#want('reliable');
  }

  /** Keeps the values in memory after the first job that uses this RDD, in place of what it came from. */
  localCheckpoint(): this {
    if (!this.isPersisted) this.persist();
    this.#want('local');
    return this;
  }

  isCheckpointed(): boolean {
    return this.#isCheckpointed;
  }

  isLocallyCheckpointed(): boolean {
    return this.#wanted === 'local';
  }

  /** The folder that it was written to, if it was. */
  getCheckpointFile(): string | undefined {
    return this.#folder;
  }

  /** Saves it if that is wanted and not done. The context calls it after a job that used it. */
  async doCheckpoint(): Promise<void> {
    const wanted = this.#wanted;
    if (wanted === undefined || this.#isCheckpointed) return;
    this.#isCheckpointed = true;
    try {
      if (wanted === 'local') await this.#keep();
      else await this.#write();
    } catch (error) {
      // The next job tries again.
      this.#isCheckpointed = false;
      this.context.markForCheckpoint(this);
      throw error;
    }
  }

  #want(how: 'reliable' | 'local'): void {
    if (this.#isCheckpointed) return;
    this.#wanted = how;
    this.context.markForCheckpoint(this);
  }

  async #keep(): Promise<void> {
    const partitions = await this.runJob('localCheckpoint', (values) => values);
    this.cutLineage(locallyCheckpointed(partitions, this.#shape()));
  }

  async #write(): Promise<void> {
    const { files, serializer } = this.context.environment;
    const folder = files.join(this.context.getCheckpointDir()!, `rdd-${this.id}`);
    const place: CheckpointPlace = { files, serializer, folder };
    await this.runJob('checkpoint', (values, partition) =>
      writePartition(place, values, partition),
    );
    this.cutLineage(reliablyCheckpointed(place, this.#shape()));
    this.#folder = folder;
  }

  #shape() {
    return { partitions: this.getNumPartitions(), partitioner: this.partitioner };
  }
}
