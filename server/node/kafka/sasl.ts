import type { SASLMechanismValue, SASLOptions } from '@platformatic/kafka';
import { UserError } from '../user-error.ts';
import { readBearerLogin } from './oauth/bearer-login.ts';
import type { Properties } from './properties.ts';

const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'];

/**
 * Reads `sasl.*` of a client's configuration.
 * @param authorities certificates in PEM of authorities that whoever gives tokens may have, too
 * @throws UserError for what the library cannot do, and for what is missing
 */
export function readSasl(
  properties: Properties,
  authorities: string | Buffer | undefined,
): SASLOptions {
  const mechanism = properties['sasl.mechanism'] ?? properties['sasl.mechanisms'] ?? 'GSSAPI';
  if (!MECHANISMS.includes(mechanism)) {
    throw new UserError(
      `sasl.mechanism=${mechanism} is not supported: use ${MECHANISMS.join(', ')}`,
    );
  }
  const options = { mechanism: mechanism as SASLMechanismValue };
  const jaas = readJaas(properties['sasl.jaas.config'] ?? '');
  if (mechanism === 'OAUTHBEARER') {
    return { ...options, ...readBearerLogin(properties, jaas, authorities) };
  }
  const username = jaas.username ?? properties['sasl.username'];
  const password = jaas.password ?? properties['sasl.password'];
  if (username === undefined || password === undefined) {
    throw new UserError(
      `sasl.mechanism=${mechanism} needs a user name and a password: username="…" and password="…" in sasl.jaas.config, or sasl.username and sasl.password`,
    );
  }
  return { ...options, username, password };
}

/** The options of a login module: `class required name="value" …;`. */
function readJaas(text: string): Readonly<Record<string, string>> {
  const options = text.matchAll(/([\w.]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|'([^']*)'|([^\s;"']+))/g);
  return Object.fromEntries(
    Array.from(options, ([, name, quoted, single, bare]) => [
      name!,
      (quoted ?? single ?? bare ?? '').replace(/\\(.)/g, '$1'),
    ]),
  );
}
