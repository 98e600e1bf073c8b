import { Emitter, type Event } from 'vscode-languageserver';
import { deferred } from '../../node/deferred.ts';
import type { Properties } from '../../node/kafka/properties.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { ClusterKnowledge, TopicFacts } from '../cell-language.ts';
import type { ClusterSource } from './cluster-source.ts';
import type { Field } from './json-shape.ts';
import { describeValues, type SampledValues } from './sampled-values.ts';

export interface KnownClusterOptions {
  readonly clock: Clock;
  /** Connects to a cluster when it is first asked: `kafkaSource`. */
  readonly open: (bootstrap: string, properties: Properties) => ClusterSource;
}

/** Which cluster is meant, and whether records may be read. */
export interface Situation {
  /** `host:port,…`; empty while none runs. */
  readonly bootstrap: string;
  /** How clients speak to it, by Kafka's keys. */
  readonly properties?: Properties;
  readonly sampleTopics: boolean;
}

/** For how long names count as known before they are asked for again, and how soon after a failure. */
const NAMES_FRESH_MS = 5_000;
/** The same of what a topic's records look like. */
const SAMPLE_FRESH_MS = 15_000;
/** And of a topic without records: whoever has created one sends some soon. */
const EMPTY_FRESH_MS = 2_000;
/** How long after the last question the cluster is looked at; then the connections are closed. */
const INTEREST_MS = 30_000;
/** How long names of topics wait for those of groups, so that both are told at once. */
const GROUPS_MS = 50;
/** For how long what was known stands when nothing answers. */
const MEMORY_MS = 20_000;
/** Topics whose records have been looked at, at most; the one that was asked for longest ago is forgotten. */
const MOST_SAMPLES = 1_000;
/** With more than these, each is looked at less often, so that all together cost no more. */
const SAMPLES_AT_FULL_RATE = 20;

interface Sample extends SampledValues {
  readonly takenAt: number;
  /** There was no record to look at. */
  readonly isEmpty: boolean;
}

/**
 * What is known of the selected cluster: found out in the background, while anybody asks, and remembered. No question
 * waits for the network.
 */
export class KnownCluster implements ClusterKnowledge {
  readonly #clock: Clock;
  readonly #open: KnownClusterOptions['open'];
  readonly #changed = new Emitter<void>();
  #situation: Situation = { bootstrap: '', sampleTopics: false };
  /** Whatever was asked of a former one is none of this one's business. */
  #source: ClusterSource | undefined;
  #topics: readonly TopicFacts[] | undefined;
  #groups: readonly string[] | undefined;
  /** By topic, the one that was asked for last at the end. */
  readonly #samples = new Map<string, Sample>();
  /** Topics whose records are to be looked at. */
  readonly #wanted = new Set<string>();
  /** What is being asked for names, and for records. */
  #looking: ClusterSource | undefined;
  #sampling: ClusterSource | undefined;
  /** Since the names were last asked for. */
  #isOutdated = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #answeredAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #firstLook = deferred<void>();

  constructor({ clock, open }: KnownClusterOptions) {
    this.#clock = clock;
    this.#open = open;
  }

  /** Where the cluster is; empty while none runs. */
  get bootstrap(): string {
    return this.#situation.bootstrap;
  }

  get changed(): Event<void> {
    return this.#changed.event;
  }

  /** Another cluster is meant, or others' records may be read. */
  situate(situation: Situation): void {
    const { sampleTopics, ...where } = this.#situation;
    const { sampleTopics: _, ...now } = situation;
    this.#situation = situation;
    if (JSON.stringify(now) !== JSON.stringify(where)) {
      void this.#forget();
      this.#changed.fire();
    } else if (sampleTopics !== situation.sampleTopics) {
      this.#samples.clear();
      this.#wanted.clear();
      this.#changed.fire();
    }
  }

  /** Topics may have been created or deleted: looks again at once. What was said of them may be shown still. */
  outdated(): void {
    this.#isOutdated = true;
    this.#ask();
  }

  topics(): readonly TopicFacts[] | undefined {
    this.#ask();
    return this.#topics;
  }

  groups(): readonly string[] | undefined {
    this.#ask();
    return this.#groups;
  }

  valueType(topic: string): string | undefined {
    return this.#sample(topic)?.type;
  }

  /** The fields of a topic's record values, as far as they are JSON; undefined while they are not known. */
  fields(topic: string): readonly Field[] | undefined {
    return this.#sample(topic)?.fields;
  }

  /** Resolves when names are known, or cannot be, and after `boundMs` in any case. */
  async ready(boundMs: number): Promise<void> {
    this.#ask();
    if (this.#topics !== undefined || this.#situation.bootstrap === '') return;
    let timer: Timer | undefined;
    const bound = new Promise<void>((resolve) => {
      timer = this.#clock.after(boundMs, resolve);
    });
    await Promise.race([this.#firstLook.promise, bound]);
    timer?.cancel();
  }

  /** Closes connections, and asks no more. */
  async close(): Promise<void> {
    this.#situation = { bootstrap: '', sampleTopics: false };
    await this.#forget();
    this.#changed.dispose();
  }

  #ask(): void {
    this.#askedAt = this.#clock.monotonic();
    this.#wake();
  }

  #sample(topic: string): SampledValues | undefined {
    this.#ask();
    const { sampleTopics } = this.#situation;
    const isThere = this.#topics?.some(({ name, internal }) => name === topic && !internal);
    if (!sampleTopics || !isThere) return undefined;
    const sample = this.#samples.get(topic);
    if (sample !== undefined) {
      this.#samples.delete(topic);
      this.#samples.set(topic, sample);
    }
    if (sample === undefined || this.#isOld(sample)) {
      this.#wanted.add(topic);
      void this.#takeSamples();
    }
    return sample;
  }

  #isOld({ takenAt, isEmpty }: Sample): boolean {
    const freshMs = isEmpty ? EMPTY_FRESH_MS : SAMPLE_FRESH_MS;
    const age = this.#clock.monotonic() - takenAt;
    return age > freshMs * Math.max(1, this.#samples.size / SAMPLES_AT_FULL_RATE);
  }

  /** Does what is due, and sees to it that what is due later is done then. */
  #wake(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#looking !== undefined || this.#situation.bootstrap === '') return;
    const now = this.#clock.monotonic();
    const due = this.#isOutdated ? now : this.#lookedAt + NAMES_FRESH_MS;
    if (now - this.#askedAt >= INTEREST_MS) void this.#rest();
    else if (now >= due) void this.#look();
    else this.#timer = this.#clock.after(due - now, () => this.#wake());
  }

  async #look(): Promise<void> {
    const source = this.#connect();
    this.#looking = source;
    this.#isOutdated = false;
    // A cluster may tell its topics, and not its groups, or only after a while.
    const asked = source.groups().catch(() => undefined);
    const found = await source.topics().catch(() => undefined);
    if (this.#looking !== source) return;
    const topics = found && [...found].sort((a, b) => (a.name < b.name ? -1 : 1));
    const timer = this.#clock.after(GROUPS_MS, () => {
      if (this.#looking !== source || topics === undefined) return;
      this.#take(topics, this.#groups);
      this.#firstLook.resolve();
    });
    const groups = await asked;
    timer.cancel();
    if (this.#looking !== source) return;
    this.#looking = undefined;
    const now = this.#clock.monotonic();
    this.#lookedAt = now;
    if (topics !== undefined) {
      this.#answeredAt = now;
      this.#take(topics, groups);
      this.#lookForFirstRecords();
    } else {
      // Another connection may do better.
      void this.#rest();
      if (now - this.#answeredAt >= MEMORY_MS) this.#take(undefined, undefined);
    }
    this.#firstLook.resolve();
    this.#wake();
  }

  #take(topics: readonly TopicFacts[] | undefined, groups: readonly string[] | undefined): void {
    const before = JSON.stringify([this.#topics, this.#groups]);
    this.#topics = topics;
    this.#groups = groups;
    const names = new Set(topics?.map(({ name }) => name));
    // One of the same name may hold something else.
    for (const name of this.#samples.keys()) if (!names.has(name)) this.#samples.delete(name);
    if (JSON.stringify([topics, groups]) !== before) this.#changed.fire();
  }

  /** Whoever has asked what is in an empty topic does not ask again when it has its first records. */
  #lookForFirstRecords(): void {
    for (const [topic, sample] of this.#samples) {
      if (sample.isEmpty && this.#isOld(sample)) this.#wanted.add(topic);
    }
    if (this.#wanted.size > 0) void this.#takeSamples();
  }

  /** One topic after the other. */
  async #takeSamples(): Promise<void> {
    const source = this.#connect();
    if (this.#sampling === source) return;
    this.#sampling = source;
    let isNew = false;
    for (const topic of this.#wanted) {
      // Whatever went wrong, nothing is known of this topic for a while.
      const values = await source.lastValues(topic).catch(() => undefined);
      if (this.#sampling !== source || !this.#situation.sampleTopics) break;
      this.#wanted.delete(topic);
      const before = this.#samples.get(topic);
      const takenAt = this.#clock.monotonic();
      const known = values === undefined ? before : describeValues(values);
      const isEmpty = values?.length === 0;
      this.#remember(topic, { type: known?.type, fields: known?.fields ?? [], takenAt, isEmpty });
      isNew ||= known?.type !== before?.type;
    }
    if (isNew) this.#changed.fire();
    if (this.#sampling === source) this.#sampling = undefined;
  }

  #remember(topic: string, sample: Sample): void {
    this.#samples.delete(topic);
    this.#samples.set(topic, sample);
    const [oldest] = this.#samples.keys();
    if (this.#samples.size > MOST_SAMPLES && oldest !== undefined) this.#samples.delete(oldest);
  }

  #connect(): ClusterSource {
    const { bootstrap, properties = {} } = this.#situation;
    this.#source ??= this.#open(bootstrap, properties);
    return this.#source;
  }

  /** Lets go of the connections; what is known stays. */
  async #rest(): Promise<void> {
    const source = this.#source;
    this.#source = undefined;
    this.#sampling = undefined;
    await source?.close().catch(() => {});
  }

  /** What was known is of another cluster. */
  async #forget(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#topics = undefined;
    this.#groups = undefined;
    this.#samples.clear();
    this.#wanted.clear();
    this.#looking = undefined;
    this.#lookedAt = Number.NEGATIVE_INFINITY;
    this.#answeredAt = Number.NEGATIVE_INFINITY;
    this.#firstLook.resolve();
    this.#firstLook = deferred();
    await this.#rest();
  }
}
