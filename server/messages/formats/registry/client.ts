// What a schema registry knows. Schemas never change under their number, and so are asked for once; what fails is asked for
// again after a while, and not for each record.
// Source: Confluent's Schema Registry API, which Karapace, Redpanda and Apicurio have too.

import type { SchemaRegistry } from '../../../contract/messages/decoding.ts';
import { UserError } from '../../../node/user-error.ts';
import { RegistryConnection, RegistryFailure } from './connection.ts';

/** A schema as the registry has it, with all that it needs. */
export interface RegisteredSchema {
  readonly id: number;
  readonly type: 'AVRO' | 'PROTOBUF' | 'JSON';
  readonly text: string;
  /** Those that it refers to by these names, each after those that it refers to itself. */
  readonly references: readonly { readonly name: string; readonly text: string }[];
  /** Where it is registered, as far as the registry says. */
  readonly subjects: readonly { readonly subject: string; readonly version: number }[];
}

export interface RegistryTiming {
  /** Milliseconds. */
  now(): number;
  /** Milliseconds until an answer has to be there. */
  readonly timeout: number;
}

const USUAL: RegistryTiming = { now: () => performance.now(), timeout: 5_000 };

/** How long what failed is not asked for again, and what is the latest is taken to be so, in milliseconds. */
const RETRY_AFTER = 10_000;
/** The same for schemas that there are none of. */
const UNKNOWN_FOR = 60_000;
/** Schemas, and numbers that are none, that are remembered. */
const MAX_REMEMBERED = 1_000;
/** Schemas that one can refer to, directly and by others. */
const MAX_REFERENCES = 200;
/** So many numbers that were none in a row: then it is not schemas that the bytes begin with. */
const MAX_GUESSES = 50;

type Answer<T> = { readonly value: T } | { readonly failure: RegistryFailure };
type Remembered<T> = Answer<T> & { readonly until: number };

export class RegistryClient {
  readonly #connection: RegistryConnection;
  readonly #timing: RegistryTiming;
  readonly #byId = new Map<number, Remembered<RegisteredSchema> | Promise<RegisteredSchema>>();
  readonly #latest = new Map<string, Remembered<RegisteredSchema> | Promise<RegisteredSchema>>();
  /** Why it did not answer at all, when it was last asked. */
  #down: { readonly failure: RegistryFailure; readonly until: number } | undefined;
  #unknown = 0;

  /** @throws UserError where the address is none */
  constructor(registry: SchemaRegistry, timing: RegistryTiming = USUAL) {
    this.#connection = new RegistryConnection(registry, timing.timeout);
    this.#timing = timing;
  }

  /**
   * The schema of a number.
   * @param guessed whether it may as well not be a schema's number: such are not asked for without end
   * @returns a promise only while it is asked for, which is rejected with a RegistryFailure
   * @throws RegistryFailure
   */
  schema(id: number, guessed = false): RegisteredSchema | Promise<RegisteredSchema> {
    if (guessed && this.#unknown >= MAX_GUESSES && !this.#byId.has(id)) {
      throw new RegistryFailure('unknown', `The schema registry has no schema ${id}.`);
    }
    return this.#remembered(this.#byId, id, Number.POSITIVE_INFINITY, async () => {
      const [schema, subjects] = await Promise.all([
        this.#connection.get(`schemas/ids/${id}`),
        this.#connection.get(`schemas/ids/${id}/versions`).catch(() => []),
      ]);
      return this.#registered(id, schema as SchemaAnswer, subjects as RegisteredSchema['subjects']);
    });
  }

  /** A subject's latest schema, as it was a few seconds ago. As `schema` otherwise. */
  latest(subject: string): RegisteredSchema | Promise<RegisteredSchema> {
    return this.#remembered(this.#latest, subject, RETRY_AFTER, async () => {
      const path = `subjects/${encodeURIComponent(subject)}/versions/latest`;
      const answer = (await this.#connection.get(path)) as SchemaAnswer;
      const { id, version } = answer;
      if (typeof id !== 'number' || typeof version !== 'number') throw this.#connection.senseless();
      return this.#registered(id, answer, [{ subject, version }]);
    });
  }

  #remembered<K>(
    answers: Map<K, Remembered<RegisteredSchema> | Promise<RegisteredSchema>>,
    key: K,
    keep: number,
    ask: () => Promise<RegisteredSchema>,
  ): RegisteredSchema | Promise<RegisteredSchema> {
    const known = answers.get(key);
    if (known instanceof Promise) return known;
    const now = this.#timing.now();
    if (known !== undefined && now < known.until) {
      if ('failure' in known) throw known.failure;
      return known.value;
    }
    if (this.#down !== undefined && now < this.#down.until) throw this.#down.failure;
    if (answers.size >= MAX_REMEMBERED) {
      answers.clear();
      this.#unknown = 0;
    }
    const asked = ask().then(
      (value) => {
        this.#down = undefined;
        this.#unknown = 0;
        answers.set(key, { value, until: this.#timing.now() + keep });
        return value;
      },
      (error: unknown) => {
        const failure = this.#failure(error);
        if (failure.kind === 'down') {
          this.#down = { failure, until: this.#timing.now() + RETRY_AFTER };
          answers.delete(key);
        } else {
          if (failure.kind === 'unknown' && answers === (this.#byId as unknown)) this.#unknown++;
          const wait = keep === Number.POSITIVE_INFINITY ? UNKNOWN_FOR : RETRY_AFTER;
          answers.set(key, { failure, until: this.#timing.now() + wait });
        }
        throw failure;
      },
    );
    answers.set(key, asked);
    return asked;
  }

  async #registered(
    id: number,
    answer: SchemaAnswer,
    subjects: RegisteredSchema['subjects'],
  ): Promise<RegisteredSchema> {
    const { schema, schemaType = 'AVRO' } = answer;
    if (typeof schema !== 'string') throw this.#connection.senseless();
    if (schemaType !== 'AVRO' && schemaType !== 'PROTOBUF' && schemaType !== 'JSON') {
      throw new RegistryFailure('other', `Schemas of type ${schemaType} cannot be read here.`);
    }
    const references = new Map<string, string>();
    await this.#collect(answer, references, new Set());
    return {
      id,
      type: schemaType,
      text: schema,
      references: Array.from(references, ([name, text]) => ({ name, text })),
      subjects: Array.isArray(subjects) ? subjects : [],
    };
  }

  async #collect(
    { references }: SchemaAnswer,
    found: Map<string, string>,
    seen: Set<string>,
  ): Promise<void> {
    if (!Array.isArray(references)) return;
    for (const { name, subject, version } of references) {
      const path = `subjects/${encodeURIComponent(subject)}/versions/${version}`;
      if (seen.has(path)) continue;
      seen.add(path);
      if (seen.size > MAX_REFERENCES) {
        throw new RegistryFailure('other', `The schema refers to over ${MAX_REFERENCES} others.`);
      }
      const referred = (await this.#connection.get(path)) as SchemaAnswer;
      await this.#collect(referred, found, seen);
      if (typeof referred.schema === 'string') found.set(name, referred.schema);
    }
  }

  #failure(error: unknown): RegistryFailure {
    if (error instanceof RegistryFailure) return error;
    return new RegistryFailure('other', (error as Error).message);
  }
}

interface SchemaAnswer {
  readonly id?: unknown;
  readonly version?: unknown;
  readonly schema?: unknown;
  readonly schemaType?: unknown;
  readonly references?: readonly {
    readonly name: string;
    readonly subject: string;
    readonly version: number;
  }[];
}

const clients = new Map<string, RegistryClient>();

/** The client of a registry, one for all that read and write with its schemas. @throws UserError where none is configured */
export function registryClient(registry: SchemaRegistry | undefined): RegistryClient {
  if (registry === undefined) {
    throw new UserError(
      'No schema registry is configured for this cluster. Set its address, or choose a schema file.',
    );
  }
  const key = JSON.stringify([registry.url, registry.user, registry.password]);
  const known = clients.get(key);
  if (known !== undefined) return known;
  const client = new RegistryClient(registry);
  clients.set(key, client);
  return client;
}
