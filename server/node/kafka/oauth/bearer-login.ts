import type { SASLOptions } from '@platformatic/kafka';
import { UserError } from '../../user-error.ts';
import { longProperty, type Properties } from '../properties.ts';
import { type ClientCredentials, expiryOf, requestToken } from './token-endpoint.ts';
import { tokenSource } from './token-source.ts';

const ENDPOINT = 'sasl.oauthbearer.token.endpoint.url';
const EXTENSION = 'extension_';

type BearerLogin = Pick<SASLOptions, 'token' | 'oauthBearerExtensions' | 'authBytesValidator'>;

/**
 * What OAUTHBEARER needs: a token that is given, or one from `sasl.oauthbearer.token.endpoint.url` by a client's own credentials
 * (KIP-768), which Kafka's clients take from the login module (`clientId`, `clientSecret`, `scope`) or from keys of their own
 * (KIP-1139), and librdkafka from others. Extensions (KIP-342) are the login module's `extension_…`, or librdkafka's.
 * @param jaas options of the login module
 * @throws UserError when something is missing
 */
export function readBearerLogin(
  properties: Properties,
  jaas: Readonly<Record<string, string>>,
  authorities: string | Buffer | undefined,
): BearerLogin {
  const extensions = extensionsOf(properties, jaas);
  const credentials = readCredentials(properties, jaas, authorities);
  if (credentials === undefined && jaas.token === undefined) {
    throw new UserError(
      `sasl.mechanism=OAUTHBEARER needs a token: name an endpoint that gives one in ${ENDPOINT}, or give one as token="…" in sasl.jaas.config`,
    );
  }
  return {
    token: credentials === undefined ? given(jaas.token!) : tokensBy(credentials, properties),
    authBytesValidator: (answer, done) => {
      // What is wrong with a token the broker says in a message of its own (RFC 7628, 3.2.2).
      if (answer.length === 0) done(null, answer);
      else done(new UserError(refusal(answer)));
    },
    ...(Object.keys(extensions).length === 0 ? {} : { oauthBearerExtensions: extensions }),
  };
}

function readCredentials(
  properties: Properties,
  jaas: Readonly<Record<string, string>>,
  authorities: string | Buffer | undefined,
): ClientCredentials | undefined {
  const address = properties[ENDPOINT];
  if (address === undefined) return undefined;
  if (!URL.canParse(address) || !/^https?:/i.test(address)) {
    throw new UserError(
      `Invalid value ${address} for configuration ${ENDPOINT}: it begins with https:// or http://`,
    );
  }
  const named = (option: string, key: string) =>
    properties[`sasl.oauthbearer.client.credentials.${key}`] ??
    jaas[option] ??
    properties[`sasl.oauthbearer.${key}`];
  const clientId = named('clientId', 'client.id');
  const clientSecret = named('clientSecret', 'client.secret');
  if (clientId === undefined || clientSecret === undefined) {
    throw new UserError(
      `${ENDPOINT} needs sasl.oauthbearer.client.credentials.client.id and sasl.oauthbearer.client.credentials.client.secret`,
    );
  }
  const scope = properties['sasl.oauthbearer.scope'] ?? jaas.scope;
  return {
    ...{ endpoint: new URL(address), clientId, clientSecret },
    ...(scope === undefined ? {} : { scope }),
    ...(authorities === undefined ? {} : { authorities }),
  };
}

function tokensBy(credentials: ClientCredentials, properties: Properties): () => Promise<string> {
  const timeout = longProperty(properties, 'sasl.login.read.timeout.ms', 10_000);
  return tokenSource(() => requestToken(credentials, timeout));
}

function extensionsOf(
  properties: Properties,
  jaas: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const listed = (properties['sasl.oauthbearer.extensions'] ?? '').split(',').flatMap((part) => {
    const [, name, value] = /^\s*(\w+)=(.*)$/.exec(part) ?? [];
    return name === undefined ? [] : [[name, value ?? '']];
  });
  const options = Object.entries(jaas)
    .filter(([name]) => name.startsWith(EXTENSION))
    .map(([name, value]) => [name.slice(EXTENSION.length), value]);
  return Object.fromEntries([...listed, ...options]);
}

/** The same token for every connection. What it returns throws UserError when it has expired: brokers do not tell. */
function given(token: string): () => string {
  const expires = expiryOf(token);
  return () => {
    if (expires === undefined || expires > Date.now()) return token;
    throw new UserError(`the token has expired, at ${new Date(expires).toISOString()}.`);
  };
}

function refusal(answer: Buffer): string {
  const [status] = /(?<="status"\s*:\s*")[^"]+/.exec(answer.toString()) ?? [];
  return `the broker does not accept the token${status === undefined ? '' : ` (${status})`}.`;
}
