import type { Store } from '../../storage/store.ts';
import type { StreamingContext } from '../context/streaming-context.ts';
import { localPath } from '../files/paths.ts';
import { hasCheckpoint, openCheckpoint, putAside } from './checkpoint-folder.ts';
import type { Checkpointer, Recovered } from './checkpointer.ts';
import type { MatchOptions } from './program.ts';
import { Recovery } from './recovery.ts';
import { StoreCheckpointer } from './store-checkpointer.ts';

export interface Begun {
  readonly checkpointer: Checkpointer;
  /** Where the program goes on, if it does; its streams have been given what they had. */
  readonly recovered: Recovered | undefined;
}

/** The checkpoint of one context, from when its directory is known. */
export class ContextCheckpoint {
  /** Absolute. */
  readonly directory: string;
  readonly #context: StreamingContext;
  #store: Store | undefined;
  #recovery: Recovery | undefined;

  /** @param directory a path or `file:` URI. @throws Error for the URIs of other file systems. */
  constructor(context: StreamingContext, directory: string) {
    this.#context = context;
    this.directory = localPath(context.sparkContext.environment.files, directory);
  }

  /**
   * Has the context go on from what is there, if there is something, when it begins.
   * @throws Error where the program cannot go on from it, saying why and what to do; nothing is changed then.
   */
  async prepare(options: MatchOptions): Promise<void> {
    const { environment } = this.#context.sparkContext;
    this.#store = await openCheckpoint(environment, this.directory);
    try {
      this.#recovery = await Recovery.prepare(this.#context, this.#store, this.directory, options);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /**
   * Opens the checkpoint when the context starts. Without `prepare` the program begins anew, and what is there is moved aside.
   * @param failed is told what keeps checkpoints from being taken later on.
   * @throws Error saying what is in the way.
   */
  async begin(failed: (error: Error) => void): Promise<Begun> {
    const { graph, sparkContext } = this.#context;
    const { serializer, clock, logger } = sparkContext.environment;
    const store = this.#store ?? (await this.#openAnew());
    this.#store = store;
    const options = { store, graph, serializer, clock, logger, failed };
    const recovery = this.#recovery;
    if (recovery === undefined)
      return { checkpointer: new StoreCheckpointer(options), recovered: undefined };
    graph.start(recovery.program.zeroTime);
    const recovered = await recovery.restore();
    return { checkpointer: new StoreCheckpointer(options, recovery.held), recovered };
  }

  /** For a context that has not begun. */
  async close(): Promise<void> {
    const store = this.#store;
    this.#store = undefined;
    await store?.close();
  }

  async #openAnew(): Promise<Store> {
    const { environment } = this.#context.sparkContext;
    const store = await openCheckpoint(environment, this.directory);
    if (!(await hasCheckpoint(store))) return store;
    const aside = await putAside(environment, this.directory, store);
    environment.logger.warn(
      `The program begins anew, and the checkpoint that was in ${this.directory} is in ${aside.movedTo} now, until it happens again. StreamingContext.getOrCreate would have gone on from it.`,
    );
    return aside.store;
  }
}
