/** What a value names, for whoever helps to type it. */
export type ValueKind =
  /** A topic; `topics` is a pattern for names. */
  | 'topic'
  | 'topics'
  | 'group'
  /** `host:port,…` of brokers, `host:port/path` of ZooKeeper. */
  | 'brokers'
  | 'zookeeper'
  | 'file'
  /** A class of Kafka's. */
  | 'class'
  /** `key=value` of a topic's configuration, a producer's, a consumer's. */
  | 'topic-config'
  | 'producer-config'
  | 'consumer-config'
  /** The name, or pairs or keys of the configuration, of what `--entity-type` says. */
  | 'entity'
  | 'entity-config'
  | 'entity-config-key';

/** A key that an option takes in `key=value`. */
export interface OwnKey {
  /** Its values, or what it is by default, as the usage shows it. */
  readonly value: string;
  readonly help: string;
}

/** One option of a command, and what its usage says of it. */
export interface Option {
  /** What stands for the value in the usage, such as `topic`; an option without one is a switch. */
  readonly value?: string;
  /** What the value is; text if absent. */
  readonly type?: 'integer' | 'number';
  /** May be given several times. */
  readonly multiple?: true;
  /** Several values may stand in one, with this between them. */
  readonly separator?: ',';
  /** More values may follow the first, up to the next option, as argparse4j has it. */
  readonly several?: true;
  /** The value may be left out, and is then empty. */
  readonly optional?: true;
  /** Other names; those of one letter are written with one dash. */
  readonly synonyms?: readonly string[];
  /** Taken, but left out of the usage: old forms. */
  readonly hidden?: true;
  /** Better said by another option. */
  readonly deprecated?: true;
  readonly kind?: ValueKind;
  /** The values that there are, in any case of their letters; numbers aside. */
  readonly choices?: readonly string[];
  /** The keys that it takes in `key=value`. */
  readonly keys?: Readonly<Record<string, OwnKey>>;
  readonly help: string;
}

/** A command's options by name. */
export type Options = Readonly<Record<string, Option>>;

type Value<O extends Option> = O extends { type: 'integer' | 'number' } ? number : string;

/** What was given, by name; an option that was not is absent. */
export type OptionValues<O extends Options> = {
  readonly [N in keyof O]?: O[N] extends { value: string }
    ? O[N] extends { multiple: true } | { separator: string }
      ? readonly Value<O[N]>[]
      : Value<O[N]>
    : true;
};
