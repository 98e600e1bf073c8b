/** The form for a connection to a cluster. */

import type { Diagnosis } from '../../server/contract/kafka-client/diagnosis.ts';

export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';

export type SaslMechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER';

/** Fields whose values the page never gets to see; what is typed there goes the other way alone. */
export type SecretField =
  | 'password'
  | 'token'
  | 'clientSecret'
  | 'keyPassword'
  | 'registryPassword';

/** Every field as it is typed; '' where there is nothing. */
export interface ConnectionFields extends Readonly<Record<SecretField, string>> {
  readonly name: string;
  /** `host:port[,host:port…]`. */
  readonly bootstrap: string;
  readonly protocol: SecurityProtocol;
  /** A PEM file with the certificates of the authorities to trust; those of the system if there is none. */
  readonly authorityFile: string;
  /** PEM files, for brokers that ask who connects. */
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly checkHostName: boolean;
  readonly mechanism: SaslMechanism;
  readonly user: string;
  /** Where tokens are fetched with a client's id and secret; '' where one is given. */
  readonly tokenEndpoint: string;
  readonly clientId: string;
  /** What a token is asked for; '' leaves that to the endpoint. */
  readonly scope: string;
  readonly registryUrl: string;
  readonly registryUser: string;
  readonly readOnly: boolean;
  /** A colour's name. */
  readonly mark: string;
  /** Other keys of a client's configuration, as lines of a `.properties` file. */
  readonly more: string;
}

export interface ConnectionForm {
  /** Absent for a new connection. */
  readonly id: string | undefined;
  readonly fields: ConnectionFields;
  /** Secrets that are kept, and stay as they are while nothing is typed. */
  readonly kept: readonly SecretField[];
}

/** What outlives the page while it is hidden; secrets that were typed do not. */
export interface KeptConnection {
  readonly id: string | undefined;
  readonly fields: ConnectionFields;
}

export interface ConnectionRequests {
  load: { argument: null; result: ConnectionForm };
  /** The path of a file that the user chooses; null if none. */
  chooseFile: { argument: 'authorityFile' | 'certificateFile' | 'keyFile'; result: string | null };
  /** As a `.properties` file has it, whose secrets the extension keeps to itself; null if the user chooses none. */
  importProperties: { argument: ConnectionFields; result: Omit<ConnectionForm, 'id'> | null };
  test: { argument: ConnectionFields; result: Diagnosis };
  /** Closes the form. */
  save: { argument: ConnectionFields; result: null };
}
