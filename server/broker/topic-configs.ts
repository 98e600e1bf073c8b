import type { Logger } from '../ports/logger.ts';
import type { BrokerConfig } from './config/broker-config.ts';
import { ConfigError } from './config/definition.ts';
import { checkTopicConfig, TopicConfig } from './config/topic-config.ts';
import { ZnodeError } from './metadata/znodes.ts';

/** The configurations of the topics that a broker has replicas of. */
export class TopicConfigs {
  readonly #broker: BrokerConfig;
  readonly #logger: Logger;
  readonly #read: (topic: string) => Promise<Readonly<Record<string, string>>>;
  readonly #topics = new Map<string, TopicConfig>();
  /** Topics whose configuration is being read for the first time. */
  readonly #reading = new Map<string, Promise<void>>();

  /** @param read gives a topic's own configuration, as the coordination service has it */
  constructor(
    broker: BrokerConfig,
    logger: Logger,
    read: (topic: string) => Promise<Readonly<Record<string, string>>>,
  ) {
    this.#broker = broker;
    this.#logger = logger;
    this.#read = read;
  }

  get(topic: string): TopicConfig | undefined {
    return this.#topics.get(topic);
  }

  /** Sees to it that the topics' configurations are known. @throws what reading them throws */
  async load(topics: Iterable<string>): Promise<void> {
    await Promise.all(Array.from(topics, (topic) => this.#load(topic)));
  }

  /** Takes on what a topic's own configuration has become, and returns all of it; undefined if nobody needs it. */
  set(topic: string, own: Readonly<Record<string, string>>): TopicConfig | undefined {
    if (!this.#topics.has(topic) && !this.#reading.has(topic)) return undefined;
    return this.#take(topic, own);
  }

  /** Makes every topic's configuration anew, after the broker's has changed. */
  refresh(): void {
    for (const [topic, { own }] of this.#topics) this.set(topic, own);
  }

  forget(topic: string): void {
    this.#topics.delete(topic);
  }

  async #load(topic: string): Promise<void> {
    if (this.#topics.has(topic)) return;
    let reading = this.#reading.get(topic);
    if (reading === undefined) {
      reading = this.#readFirst(topic).finally(() => this.#reading.delete(topic));
      this.#reading.set(topic, reading);
    }
    await reading;
  }

  async #readFirst(topic: string): Promise<void> {
    const own = await this.#readOwn(topic);
    // A change that was heard of meanwhile is newer than what was read.
    if (!this.#topics.has(topic)) this.#take(topic, own);
  }

  #take(topic: string, own: Readonly<Record<string, string>>): TopicConfig {
    try {
      checkTopicConfig(own);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.#logger.error(`topic ${topic}: ${error.message}; it is passed over`);
    }
    const config = new TopicConfig(own, this.#broker);
    this.#topics.set(topic, config);
    return config;
  }

  /** A topic whose configuration nobody can read goes by the broker's: better than not at all. */
  async #readOwn(topic: string): Promise<Readonly<Record<string, string>>> {
    try {
      return await this.#read(topic);
    } catch (error) {
      if (!(error instanceof ZnodeError)) throw error;
      this.#logger.error(`topic ${topic}: ${error.message}`);
      return {};
    }
  }
}
