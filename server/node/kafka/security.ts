import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { SASLMechanismValue, SASLOptions } from '@platformatic/kafka';
import { readUserFile } from '../read-file.ts';
import { UserError } from '../user-error.ts';
import type { Properties } from './properties.ts';

/** What the client library needs for TLS and SASL. */
export interface Security {
  readonly tls?: TlsOptions;
  readonly tlsServerName?: boolean;
  readonly sasl?: SASLOptions;
}

const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'];

/**
 * Reads `security.protocol`, `ssl.*` and `sasl.*` of a client's configuration. Certificates are PEM, or a PKCS#12 key
 * store; the mechanisms are PLAIN, SCRAM and OAUTHBEARER with a given token. Files and names may also be given by
 * librdkafka's keys: `ssl.ca.location`, `ssl.certificate.location`, `ssl.key.location`, `sasl.username`, `sasl.password`.
 * @throws UserError for what the library cannot do
 */
export async function readSecurity(properties: Properties): Promise<Security> {
  const protocol = (properties['security.protocol'] ?? 'PLAINTEXT').toUpperCase();
  if (!['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'].includes(protocol)) {
    throw new UserError(
      `Invalid value ${protocol} for configuration security.protocol: it is PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL`,
    );
  }
  return {
    ...(protocol.endsWith('SSL') ? { tls: await readTls(properties), tlsServerName: true } : {}),
    ...(protocol.startsWith('SASL') ? { sasl: readSasl(properties) } : {}),
  };
}

async function readTls(properties: Properties): Promise<TlsOptions> {
  const store = async (kind: 'truststore' | 'keystore') => {
    const file = properties[`ssl.${kind}.location`];
    const type = (properties[`ssl.${kind}.type`] ?? 'JKS').toUpperCase();
    if (file === undefined) return undefined;
    if (type === 'PEM' || (type === 'PKCS12' && kind === 'keystore')) {
      return { type, content: await readUserFile(file) };
    }
    throw new UserError(
      `ssl.${kind}.type=${type} cannot be read; convert it to PEM (openssl pkcs12 -nodes) and set ssl.${kind}.type=PEM`,
    );
  };
  const trust = await store('truststore');
  const keys = await store('keystore');
  const passphrase = properties['ssl.key.password'] ?? properties['ssl.keystore.password'];
  const named = async (key: string) => {
    const file = properties[key];
    return file === undefined ? undefined : await readUserFile(file);
  };
  const ca =
    properties['ssl.truststore.certificates'] ?? trust?.content ?? (await named('ssl.ca.location'));
  const key =
    properties['ssl.keystore.key'] ??
    (keys?.type === 'PEM' ? keys.content : await named('ssl.key.location'));
  const cert =
    properties['ssl.keystore.certificate.chain'] ??
    (await named('ssl.certificate.location')) ??
    key;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(key === undefined ? {} : { key }),
    ...(cert === undefined ? {} : { cert }),
    ...(keys?.type === 'PKCS12' ? { pfx: keys.content } : {}),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(properties['ssl.endpoint.identification.algorithm'] === ''
      ? { checkServerIdentity: () => undefined }
      : {}),
  };
}

function readSasl(properties: Properties): SASLOptions {
  const mechanism = properties['sasl.mechanism'] ?? properties['sasl.mechanisms'] ?? 'GSSAPI';
  if (!MECHANISMS.includes(mechanism)) {
    throw new UserError(
      `sasl.mechanism=${mechanism} is not supported: use ${MECHANISMS.join(', ')}`,
    );
  }
  const jaas = readJaas(properties['sasl.jaas.config'] ?? '');
  const token = jaas.token;
  const username = jaas.username ?? properties['sasl.username'];
  const password = jaas.password ?? properties['sasl.password'];
  return {
    mechanism: mechanism as SASLMechanismValue,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(token === undefined ? {} : { token }),
  };
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
