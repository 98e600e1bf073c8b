// Requests to a schema registry: what comes of them, or one sentence.

import type { SchemaRegistry } from '../../../contract/messages/decoding.ts';
import { UserError } from '../../../node/user-error.ts';

/** No schema is larger. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Why a registry did not say what it was asked; the message is for the user. */
export class RegistryFailure extends Error {
  override readonly name = 'RegistryFailure';
  /** `down`: asking for something else would fail as well. `unknown`: there is no such schema, subject or version. */
  readonly kind: 'down' | 'unknown' | 'other';

  constructor(kind: RegistryFailure['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

export class RegistryConnection {
  /** Without credentials, ending in a slash. */
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  readonly #timeout: number;

  /**
   * @param timeout milliseconds until an answer has to be there
   * @throws UserError where the address is none
   */
  constructor(registry: SchemaRegistry, timeout: number) {
    this.#timeout = timeout;
    const url = addressOf(registry.url);
    const user = registry.user ?? decodeURIComponent(url.username);
    const password = registry.password ?? decodeURIComponent(url.password);
    url.username = '';
    url.password = '';
    url.search = '';
    url.hash = '';
    this.#base = url.href.endsWith('/') ? url.href : `${url.href}/`;
    this.#headers = {
      accept: 'application/vnd.schemaregistry.v1+json, application/json',
      ...(user !== '' && {
        authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`,
      }),
    };
  }

  /** What is there as JSON. @throws RegistryFailure */
  async get(path: string): Promise<unknown> {
    const { status, text } = await this.#fetch(path);
    const answer = jsonOf(text);
    if (status === 200 && answer !== undefined) return answer;
    const { error_code: code, message } = (answer ?? {}) as Record<string, unknown>;
    if (status === 401 || status === 403) throw this.#refused(status);
    if (status === 404 && typeof code === 'number' && code >= 40400) {
      throw new RegistryFailure('unknown', `${this.#name} says: ${message ?? 'Not found'}`);
    }
    if (status === 200 || status === 404) throw this.senseless();
    const reason = typeof message === 'string' ? `: ${message}` : '';
    throw new RegistryFailure('down', `${this.#name} answers with an error (${status})${reason}`);
  }

  /** It answers, but not as a schema registry does. */
  senseless(): RegistryFailure {
    return new RegistryFailure(
      'down',
      `What answers at ${this.#base} is not a schema registry; check the address.`,
    );
  }

  get #name(): string {
    return `The schema registry at ${this.#base}`;
  }

  #refused(status: number): RegistryFailure {
    const todo =
      'authorization' in this.#headers
        ? 'does not accept the user name and password; check both'
        : 'asks for a user name and password; set both';
    return new RegistryFailure('down', `${this.#name} ${todo} (${status}).`);
  }

  async #fetch(path: string): Promise<{ status: number; text: string }> {
    try {
      const response = await fetch(this.#base + path, {
        headers: this.#headers,
        signal: AbortSignal.timeout(this.#timeout),
      });
      return { status: response.status, text: await bodyOf(response) };
    } catch (error) {
      throw new RegistryFailure(
        'down',
        `${this.#name} cannot be reached: ${reasonOf(error, this.#timeout)}.`,
      );
    }
  }
}

async function bodyOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('its answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new UserError(
    `“${text}” is not the address of a schema registry; write it as http://localhost:8081.`,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; check the address, and that it runs',
  ENOTFOUND: 'its name is not known; check the address',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
};

function reasonOf(error: unknown, timeout: number): string {
  const { name, message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  if (name === 'TimeoutError') return `it did not answer within ${timeout / 1000} seconds`;
  return REASONS[cause?.code ?? ''] ?? cause?.message ?? message;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
