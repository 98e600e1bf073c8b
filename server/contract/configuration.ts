// The configuration of a topic or a broker, as forms show it.

export interface ConfigSubject {
  readonly kind: 'topic' | 'broker';
  /** The topic's name or the broker's id. */
  readonly name: string;
  /** The id of the cluster that it belongs to; the local one's if absent. */
  readonly cluster?: string;
}

/** Who gives a key its value, with the nearest first (Kafka's `ConfigSource`). */
export type ConfigSource =
  | 'topic'
  | 'broker'
  | 'all-brokers'
  | 'broker-file'
  | 'default'
  | 'elsewhere';

/** What values a key takes (Kafka's `ConfigDef.Type`). */
export type ConfigType =
  | 'boolean'
  | 'string'
  | 'int'
  | 'short'
  | 'long'
  | 'double'
  | 'list'
  | 'class'
  | 'password'
  | 'unknown';

export interface ConfigOrigin {
  /** The key there: `log.retention.ms` stands behind `retention.ms`. */
  readonly name: string;
  readonly value: string | null;
  readonly source: ConfigSource;
}

export interface ConfigKey {
  readonly name: string;
  /** The value in effect; null where there is none or it is secret. */
  readonly value: string | null;
  readonly source: ConfigSource;
  readonly readOnly: boolean;
  readonly sensitive: boolean;
  readonly type: ConfigType;
  readonly documentation: string | null;
  /** Everyone who gives it a value, the one in effect first. */
  readonly origins: readonly ConfigOrigin[];
}

export interface Configuration {
  readonly subject: ConfigSubject;
  readonly keys: readonly ConfigKey[];
}

export interface ConfigChange {
  readonly name: string;
  /** Null: it is to be set here no longer. */
  readonly value: string | null;
}
