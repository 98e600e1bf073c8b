import { ErrorCode, KafkaError } from '../../protocol/errors.ts';

/** Where events are put. */
export interface ControllerEvents {
  /** Puts an event at the end. */
  put(name: string, process: () => Promise<void>): void;
  /** Puts an event at the end unless one of the same name still waits, which will see the same state. */
  putOnce(name: string, process: () => Promise<void>): void;
}

interface ControllerEvent {
  readonly name: string;
  readonly process: () => Promise<void>;
  /** Called instead of `process` when the queue is closed before its turn. */
  readonly drop?: () => void;
}

/**
 * What happens to the controller, one event after the other: the next one begins when everything that the
 * one before had to do is done (kafka.controller.ControllerEventManager).
 */
export class ControllerEventQueue implements ControllerEvents {
  readonly #onError: (event: string, error: unknown) => Promise<void>;
  #waiting: ControllerEvent[] = [];
  #working = false;
  #closed = false;

  /** @param onError hears of what an event throws, before the next event begins */
  constructor(onError: (event: string, error: unknown) => Promise<void>) {
    this.#onError = onError;
  }

  put(name: string, process: () => Promise<void>): void {
    this.#add({ name, process });
  }

  putOnce(name: string, process: () => Promise<void>): void {
    if (!this.#waiting.some((event) => event.name === name)) this.put(name, process);
  }

  /** Puts a question at the end and resolves with its answer. @throws KafkaError NOT_CONTROLLER once closed */
  ask<T>(name: string, answer: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#add({
        name,
        process: async () => {
          try {
            resolve(await answer());
          } catch (error) {
            reject(error);
            // What the asker has been told of is no failure of the controller's.
            if (!(error instanceof KafkaError)) throw error;
          }
        },
        drop: () => reject(new KafkaError(ErrorCode.NOT_CONTROLLER)),
      });
    });
  }

  /** Drops what waits, and takes nothing more. */
  close(): void {
    this.#closed = true;
    for (const { drop } of this.#waiting.splice(0)) drop?.();
  }

  #add(event: ControllerEvent): void {
    if (this.#closed) {
      event.drop?.();
      return;
    }
    this.#waiting.push(event);
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      try {
        await event.process();
      } catch (error) {
        await this.#onError(event.name, error);
      }
    }
    this.#working = false;
  }
}
