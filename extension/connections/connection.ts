import type { ClientProperties } from '../clusters/kafka-client.ts';

/** What marks a connection's cluster wherever it is shown. */
export const marks = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const;

export type Mark = (typeof marks)[number];

/** Red stands for production: who is asked about such a cluster is told so. */
export function isProduction({ mark }: Pick<Connection, 'mark'>): boolean {
  return mark === 'red';
}

/** How a cluster that the user has told of is reached: everything but what is secret. */
export interface Connection {
  /** Stays the same whatever is changed. */
  readonly id: string;
  readonly name: string;
  /** A client's configuration by Kafka's keys: `bootstrap.servers`, `security.protocol` … */
  readonly properties: ClientProperties;
  /** A schema registry that belongs to it. */
  readonly registry?: { readonly url: string; readonly user?: string };
  /** Nothing may be changed there, and no record sent. */
  readonly readOnly: boolean;
  readonly mark?: Mark;
  /** Counts how often it was saved: the secrets may have changed with nothing else. */
  readonly revision: number;
}

/** The part of a connection that is kept in the system's keychain. */
export interface ConnectionSecrets {
  readonly properties: ClientProperties;
  readonly registryPassword?: string;
}

/** Keys whose values nobody may see: passwords, tokens, keys, and what may hold one. */
const secretKey =
  /password|secret|token(?!\.endpoint\.url$)|jaas|keystore\.key$|key\.pem$|user\.info|oauthbearer\.config|credential(?!s\.client\.id$)|passphrase/i;

/** What of a client's configuration may be kept in the open, and what not. */
export function withoutSecrets(properties: ClientProperties): {
  readonly open: ClientProperties;
  readonly secret: ClientProperties;
} {
  const entries = Object.entries(properties);
  return {
    open: Object.fromEntries(entries.filter(([key]) => !secretKey.test(key))),
    secret: Object.fromEntries(entries.filter(([key]) => secretKey.test(key))),
  };
}
