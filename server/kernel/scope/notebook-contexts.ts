import type { SparkContext, StreamingContext } from '../../node/streaming/index.ts';
import type { Engine } from './notebook-scope.ts';

/** The `sc` and `ssc` that a notebook has without making any. */
export class NotebookContexts {
  readonly #engine: () => Engine;
  readonly #name: string;
  #sc: SparkContext | undefined;
  #ssc: StreamingContext | undefined;

  constructor(engine: () => Engine, name: string) {
    this.#engine = engine;
    this.#name = name;
  }

  get sc(): SparkContext {
    if (this.#sc === undefined || this.#sc.isStopped) {
      const { SparkContext: Context } = this.#engine();
      this.#sc = new Context('local[*]', this.#name);
    }
    return this.#sc;
  }

  get ssc(): StreamingContext {
    if (this.#ssc === undefined || this.#isOver(this.#ssc)) {
      const { StreamingContext: Context } = this.#engine();
      this.#ssc = new Context(this.sc, 1);
    }
    return this.#ssc;
  }

  #isOver(context: StreamingContext): boolean {
    if (context.sparkContext.isStopped) return true;
    if (this.#engine().StreamingContext.getActive() === context) return false;
    try {
      context.assertInitialized('add');
      return false;
    } catch {
      // It has been started, and is not active any more.
      return true;
    }
  }
}
