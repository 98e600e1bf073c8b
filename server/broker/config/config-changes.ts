import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import { type Coordination, type Operation, ZooKeeperError } from '../../zookeeper/coordination.ts';
import { unlessMissing } from '../metadata/topic-store.ts';
import { paths } from '../metadata/znode-paths.ts';
import { configChangeZnode, configZnode, ZnodeError } from '../metadata/znodes.ts';

/** How long a notification is kept after every broker must have seen it, in milliseconds, as in Kafka. */
const EXPIRATION_MS = 15 * 60_000;

interface Parts {
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Hears that something has another configuration, named as a path below `/config`, such as `topics/orders`. */
export type ConfigListener = (entityPath: string) => Promise<void>;

/**
 * Changes of configuration, of topics and brokers. They are written below `/config` together with a
 * notification, `/config/changes/config_change_N`, by which every broker hears of them within moments
 * (kafka.common.ZkNodeChangeNotificationListener, kafka.server.ZkConfigManager).
 */
export class ConfigChanges {
  readonly #parts: Parts;
  readonly #listener: ConfigListener;
  /** The number of the latest notification that has been acted on. */
  #latest = -1;
  #work: Promise<void> = Promise.resolve();
  #stopListening = () => {};

  constructor(parts: Parts, listener: ConfigListener) {
    this.#parts = parts;
    this.#listener = listener;
  }

  /** Hears of changes from now on; what was changed before is to be read after this. @throws ZooKeeperError */
  async start(): Promise<void> {
    const { children } = await this.#list();
    this.#latest = Math.max(-1, ...children.map(numberOf));
    // What happened in the meantime is caught up with, in the same session or another.
    this.#stopListening = this.#parts.coordination.onState((state) => {
      if (state === 'connected') this.#process();
    });
  }

  stop(): void {
    this.#stopListening();
  }

  /**
   * Changes a configuration, and takes it up here without waiting for the notification. Two that do so at
   * once do not undo each other's changes.
   * @param change gives the new values, or undefined to leave all as it is
   * @throws ZooKeeperError, ZnodeError, what `change` throws
   */
  async alter(
    entityPath: string,
    change: (own: Readonly<Record<string, string>>) => Record<string, string> | undefined,
  ): Promise<void> {
    const { coordination } = this.#parts;
    const path = paths.config(entityPath);
    for (;;) {
      const found = await unlessMissing(coordination.getData(path));
      const values = change(found ? configZnode.decode(path, found.data) : {});
      if (values === undefined) return;
      const data = configZnode.encode(values);
      const written: Operation = found
        ? { type: 'setData', path, data, version: found.stat.version }
        : { type: 'create', path, data };
      try {
        await coordination.multi([written, notification(entityPath)]);
        break;
      } catch (error) {
        const raced = ['BADVERSION', 'NODEEXISTS', 'NONODE'];
        if (!(error instanceof ZooKeeperError && raced.includes(error.code))) throw error;
      }
    }
    await this.#listener(entityPath);
  }

  #list() {
    const { coordination } = this.#parts;
    return coordination.getChildren(paths.configChanges, () => this.#process());
  }

  /** One look at a time, each after the one before. */
  #process(): void {
    this.#work = this.#work.then(() => this.#look()).catch((error) => this.#fail(error));
  }

  async #look(): Promise<void> {
    const { children } = await this.#list();
    const names = children.sort((one, other) => numberOf(one) - numberOf(other));
    for (const name of names) {
      const path = `${paths.configChanges}/${name}`;
      if (numberOf(name) > this.#latest) await this.#act(path);
      this.#latest = Math.max(this.#latest, numberOf(name));
    }
    await this.#purge(names);
  }

  async #act(path: string): Promise<void> {
    const { coordination, logger } = this.#parts;
    const found = await unlessMissing(coordination.getData(path));
    if (found === undefined) return;
    try {
      await this.#listener(configChangeZnode.decode(path, found.data));
    } catch (error) {
      if (!(error instanceof ZnodeError)) throw error;
      logger.error(error.message);
    }
  }

  /** Removes notifications that are old, the oldest first, up to one that is not. */
  async #purge(names: readonly string[]): Promise<void> {
    const { coordination, clock } = this.#parts;
    for (const name of names) {
      const path = `${paths.configChanges}/${name}`;
      const stat = await coordination.exists(path);
      if (stat === undefined) continue;
      if (stat.ctime > clock.now() - EXPIRATION_MS) return;
      await unlessMissing(coordination.delete(path));
    }
  }

  /** With a lost connection the next one brings another look; what else fails is tried with the next change. */
  #fail(error: Error): void {
    this.#parts.logger.warn(`a change of configuration could not be taken up: ${error.message}`);
  }
}

/** What tells all brokers of a change, to be written in one transaction with it. */
function notification(entityPath: string): Operation {
  const data = configChangeZnode.encode(entityPath);
  return { type: 'create', path: paths.configChange, data, mode: 'persistentSequential' };
}

function numberOf(name: string): number {
  const digits = /\d+$/.exec(name);
  return digits === null ? -1 : Number(digits[0]);
}
