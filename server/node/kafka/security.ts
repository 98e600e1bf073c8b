import { createSecureContext, type ConnectionOptions as TlsOptions } from 'node:tls';
import type { SASLOptions } from '@platformatic/kafka';
import { readUserFile } from '../read-file.ts';
import { UserError } from '../user-error.ts';
import type { Properties } from './properties.ts';
import { readSasl } from './sasl.ts';

/** What the client library needs for TLS and SASL. */
export interface Security {
  readonly tls?: TlsOptions;
  readonly tlsServerName?: boolean;
  readonly sasl?: SASLOptions;
}

/**
 * Reads `security.protocol`, `ssl.*` and `sasl.*` of a client's configuration. Certificates are PEM, or a PKCS#12 key
 * store; the mechanisms are PLAIN, SCRAM and OAUTHBEARER. Files and names may also be given by librdkafka's keys:
 * `ssl.ca.location`, `ssl.certificate.location`, `ssl.key.location`, `sasl.username`, `sasl.password`.
 * @throws UserError for what the library cannot do, and for what is missing
 */
export async function readSecurity(properties: Properties): Promise<Security> {
  const protocol = (properties['security.protocol'] ?? 'PLAINTEXT').toUpperCase();
  if (!['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'].includes(protocol)) {
    throw new UserError(
      `Invalid value ${protocol} for configuration security.protocol: it is PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL`,
    );
  }
  const isSecure = protocol.endsWith('SSL');
  const authorities = isSecure ? await readAuthorities(properties) : undefined;
  const sasl = protocol.startsWith('SASL') ? readSasl(properties, authorities) : undefined;
  return {
    ...(isSecure ? { tls: await readTls(properties, authorities), tlsServerName: true } : {}),
    ...(sasl === undefined ? {} : { sasl }),
  };
}

/** The certificates of those whose signature is trusted; undefined for the usual ones. */
async function readAuthorities(properties: Properties): Promise<string | Buffer | undefined> {
  const given = properties['ssl.truststore.certificates'];
  if (given !== undefined) return given;
  const file = properties['ssl.truststore.location'] ?? properties['ssl.ca.location'];
  const content = await (properties['ssl.truststore.location'] === undefined
    ? readNamed(properties, 'ssl.ca.location')
    : readStore(properties, 'truststore', ['PEM']).then((store) => store?.content));
  // Node takes anything, and trusts nobody then.
  if (content?.includes('-----BEGIN') === false) {
    throw new UserError(`There is no certificate in ${file}: it is to be a file in PEM`);
  }
  return content;
}

async function readTls(
  properties: Properties,
  ca: string | Buffer | undefined,
): Promise<TlsOptions> {
  const keys = await readStore(properties, 'keystore', ['PEM', 'PKCS12']);
  const passphrase = properties['ssl.key.password'] ?? properties['ssl.keystore.password'];
  const key =
    properties['ssl.keystore.key'] ??
    (keys?.type === 'PEM' ? keys.content : await readNamed(properties, 'ssl.key.location'));
  const cert =
    properties['ssl.keystore.certificate.chain'] ??
    (await readNamed(properties, 'ssl.certificate.location')) ??
    key;
  const options = {
    ...(ca === undefined ? {} : { ca }),
    ...(key === undefined ? {} : { key }),
    ...(cert === undefined ? {} : { cert }),
    ...(keys?.type === 'PKCS12' ? { pfx: keys.content } : {}),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
  try {
    createSecureContext(options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = keyProblems[code ?? ''] ?? message;
    throw new UserError(`The key and certificate of the client cannot be used: ${reason}`);
  }
  return {
    ...options,
    ...(properties['ssl.endpoint.identification.algorithm'] === ''
      ? { checkServerIdentity: () => undefined }
      : {}),
  };
}

/** OpenSSL's codes. */
const keyProblems: Readonly<Record<string, string>> = {
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'the key is not the one of the certificate',
  ERR_OSSL_BAD_DECRYPT: 'the password of the key is not the right one, or is missing',
  ERR_OSSL_UNSUPPORTED: 'what is said to be the key is none in PEM',
  ERR_OSSL_PEM_NO_START_LINE: 'what is said to be the certificate is none in PEM',
};

/** The file of `ssl.KIND.location` with its type, which is one of `types`. @throws UserError */
async function readStore(
  properties: Properties,
  kind: 'truststore' | 'keystore',
  types: readonly string[],
): Promise<{ readonly type: string; readonly content: Buffer } | undefined> {
  const type = (properties[`ssl.${kind}.type`] ?? 'JKS').toUpperCase();
  const file = properties[`ssl.${kind}.location`];
  if (file === undefined) return undefined;
  if (types.includes(type)) return { type, content: await readUserFile(file) };
  throw new UserError(
    `ssl.${kind}.type=${type} cannot be read; convert it to PEM (openssl pkcs12 -nodes) and set ssl.${kind}.type=PEM`,
  );
}

/** The file that a key names, if it is there. @throws UserError */
async function readNamed(properties: Properties, key: string): Promise<Buffer | undefined> {
  const file = properties[key];
  return file === undefined ? undefined : await readUserFile(file);
}
