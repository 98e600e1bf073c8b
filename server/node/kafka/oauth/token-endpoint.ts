import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';
import { UserError } from '../../user-error.ts';

/** Where a client gets its tokens, and how it says there who it is. */
export interface ClientCredentials {
  /** An address with http: or https:. */
  readonly endpoint: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What is asked for; what the endpoint thinks right if absent. */
  readonly scope?: string;
  /** Certificates in PEM of authorities to trust beside the usual ones. */
  readonly authorities?: string | Buffer;
}

export interface BearerToken {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** No answer is longer. */
const MAX_BYTES = 1024 * 1024;
/** Characters of an endpoint's own words that are told. */
const MAX_WORDS = 300;
/** As long as a token counts that nobody says it of, in milliseconds. */
const UNKNOWN_LIFE = 60_000;

/**
 * Asks for a token by a client's own credentials, as Kafka's clients do.
 * Source: RFC 6749, 4.4; KIP-768.
 * @param timeout milliseconds until the answer has to be there
 * @throws UserError that names the endpoint and never the secret
 */
export async function requestToken(
  credentials: ClientCredentials,
  timeout: number,
): Promise<BearerToken> {
  const { endpoint, scope } = credentials;
  const asked = Date.now();
  const { status, text } = await post(credentials, timeout);
  const answer = objectOf(text);
  if (status !== 200) {
    throw new UserError(
      `The token endpoint at ${shown(endpoint)} ${refusal(status, answer, scope)}`,
    );
  }
  const { access_token: token, expires_in: seconds } = answer;
  if (typeof token !== 'string' || token === '') {
    throw new UserError(
      `What answers at ${shown(endpoint)} is not a token endpoint: it has given no access_token. Check the address.`,
    );
  }
  const life = Number(seconds) > 0 ? Number(seconds) * 1000 : UNKNOWN_LIFE;
  return { text: token, expires: Math.min(asked + life, expiryOf(token) ?? Infinity) };
}

/** When a JSON Web Token expires, in milliseconds since the epoch; undefined for other tokens, and those that never do. */
export function expiryOf(token: string): number | undefined {
  const { exp } = objectOf(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return typeof exp === 'number' ? exp * 1000 : undefined;
}

/** An address without what may be secret of it: a password, or a key among its parameters. */
function shown({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** Errors as RFC 6749, 5.2 has them. */
function refusal(status: number, answer: Answer, scope: string | undefined): string {
  const { error, error_description: description } = answer;
  const said = [error, description].filter((part) => typeof part === 'string' && part !== '');
  const words = [status, ...(said.length === 0 ? [] : [said.join(': ').slice(0, MAX_WORDS)])].join(
    ', ',
  );
  if (error === 'invalid_scope') {
    return scope === undefined
      ? `wants to be asked for a scope (${words}).`
      : `does not grant the scope '${scope}' (${words}).`;
  }
  if (status === 401 || error === 'invalid_client' || error === 'unauthorized_client') {
    return `does not accept the client id or its secret (${words}).`;
  }
  return `answers with an error (${words}).`;
}

type Answer = Readonly<Record<string, unknown>>;

/** Nothing for what is no object. */
function objectOf(text: string): Answer {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Answer) : {};
  } catch {
    return {};
  }
}

/** Not by `fetch`, which cannot be told of an authority. */
async function post(
  { endpoint, clientId, clientSecret, scope, authorities }: ClientCredentials,
  timeout: number,
): Promise<{ readonly status: number; readonly text: string }> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scope === undefined ? {} : { scope }),
  }).toString();
  const options = {
    method: 'POST',
    signal: AbortSignal.timeout(timeout),
    headers: {
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    },
    ...(authorities === undefined ? {} : { ca: [...rootCertificates, authorities] }),
  };
  try {
    const ask = endpoint.protocol === 'https:' ? httpsRequest : httpRequest;
    const response = await answerTo(ask(endpoint, options), body);
    return { status: response.statusCode ?? 0, text: await bodyOf(response) };
  } catch (error) {
    const { code, name, message } = error as NodeJS.ErrnoException;
    const reason =
      name === 'TimeoutError' || name === 'AbortError' ? 'it does not answer' : message;
    throw new UserError(
      `The token endpoint at ${shown(endpoint)} cannot be reached: ${REASONS[code ?? ''] ?? reason}.`,
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'there is no host of that name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
};

function answerTo(request: ClientRequest, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.end(body);
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('its answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
