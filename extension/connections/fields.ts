import { formatProperties, parseProperties } from '../../server/properties/properties-text.ts';
import type {
  ConnectionFields,
  SaslMechanism,
  SecretField,
  SecurityProtocol,
} from '../../webview/contract/connection.ts';
import type { ClientProperties } from '../clusters/kafka-client.ts';
import { type Connection, type ConnectionSecrets, marks, withoutSecrets } from './connection.ts';

/** What a new connection begins with. */
export const emptyFields: ConnectionFields = {
  name: '',
  bootstrap: '',
  protocol: 'PLAINTEXT',
  authorityFile: '',
  certificateFile: '',
  keyFile: '',
  keyPassword: '',
  checkHostName: true,
  mechanism: 'PLAIN',
  user: '',
  password: '',
  token: '',
  tokenEndpoint: '',
  clientId: '',
  clientSecret: '',
  scope: '',
  registryUrl: '',
  registryUser: '',
  registryPassword: '',
  readOnly: false,
  mark: '',
  more: '',
};

/** Where each field that is a key of a client's configuration stands there: Kafka's, or librdkafka's for PEM files. */
const keyOfField = {
  bootstrap: 'bootstrap.servers',
  protocol: 'security.protocol',
  authorityFile: 'ssl.ca.location',
  certificateFile: 'ssl.certificate.location',
  keyFile: 'ssl.key.location',
  keyPassword: 'ssl.key.password',
  mechanism: 'sasl.mechanism',
  user: 'sasl.username',
  password: 'sasl.password',
  tokenEndpoint: 'sasl.oauthbearer.token.endpoint.url',
  clientId: 'sasl.oauthbearer.client.credentials.client.id',
  clientSecret: 'sasl.oauthbearer.client.credentials.client.secret',
  scope: 'sasl.oauthbearer.scope',
} as const satisfies Partial<Record<keyof ConnectionFields, string>>;

const HOST_NAME_CHECK = 'ssl.endpoint.identification.algorithm';
const JAAS = 'sasl.jaas.config';
const EXTENSIONS = 'sasl.oauthbearer.extensions';

/** The same under other names: Java's or librdkafka's. */
const aliases: Readonly<Record<string, string>> = {
  'metadata.broker.list': 'bootstrap.servers',
  'sasl.mechanisms': 'sasl.mechanism',
  'sasl.oauthbearer.client.id': keyOfField.clientId,
  'sasl.oauthbearer.client.secret': keyOfField.clientSecret,
  'ssl.endpoint.identification': HOST_NAME_CHECK,
};

/** What the form shows of a connection; secrets stay where they are. */
export function fieldsOf(connection: Connection): ConnectionFields {
  const { name, properties, registry, readOnly, mark } = connection;
  return {
    ...fieldsOfProperties(properties),
    name,
    registryUrl: registry?.url ?? '',
    registryUser: registry?.user ?? '',
    readOnly,
    mark: mark ?? '',
  };
}

/** What a form begins with: fields that its page is shown, and secrets that it is not. */
export interface Beginning {
  readonly fields: ConnectionFields;
  readonly secrets: ConnectionSecrets;
}

/** What a form begins with that is filled from a client's configuration. */
export function beginningOf(properties: ClientProperties): Beginning {
  const all = fieldsOfProperties(properties);
  const { open, secret } = withoutSecrets(parseProperties(all.more));
  const named = [
    [keyOfField.password, all.password],
    [keyOfField.keyPassword, all.keyPassword],
    [keyOfField.clientSecret, all.clientSecret],
    [JAAS, bearerLogin(all.token)],
  ] as const;
  return {
    fields: {
      ...all,
      ...{ password: '', keyPassword: '', token: '', clientSecret: '' },
      more: formatProperties(open),
    },
    secrets: {
      properties: { ...secret, ...Object.fromEntries(named.filter(([, text]) => text !== '')) },
    },
  };
}

const secretFields: readonly SecretField[] = [
  ...(['password', 'token', 'clientSecret', 'keyPassword', 'registryPassword'] as const),
];

/** Which secrets a connection has. */
export function keptSecrets({ properties, registryPassword }: ConnectionSecrets): SecretField[] {
  const fields = fieldsOfProperties(properties);
  const all = { ...fields, registryPassword: registryPassword ?? '' };
  return secretFields.filter((field) => all[field] !== '');
}

/** What the form shows of a client's configuration, secrets included. */
export function fieldsOfProperties(given: ClientProperties): ConnectionFields {
  const properties = Object.fromEntries(
    Object.entries(given).map(([key, value]) => [aliases[key] ?? key, value.trim()]),
  );
  const known = new Set<string>([...Object.values(keyOfField), HOST_NAME_CHECK]);
  const named = Object.fromEntries(
    Object.entries(keyOfField).flatMap(([field, key]) =>
      properties[key] === undefined ? [] : [[field, properties[key]]],
    ),
  );
  const login = loginOf(properties[JAAS]);
  const extensions = extensionsOf(properties[JAAS] ?? '');
  if (login !== undefined) known.add(JAAS);
  // A truststore in PEM is a file of certificates by another name.
  const trust = properties['ssl.truststore.location'];
  const isPem = (properties['ssl.truststore.type'] ?? '').toUpperCase() === 'PEM';
  if (trust !== undefined && isPem) {
    for (const key of ['ssl.truststore.location', 'ssl.truststore.type']) known.add(key);
  }
  const more = [
    ...Object.entries(properties).filter(([key]) => !known.has(key)),
    ...(login === undefined || extensions === '' ? [] : [[EXTENSIONS, extensions]]),
  ];
  return {
    ...emptyFields,
    ...(trust !== undefined && isPem ? { authorityFile: trust } : {}),
    ...login,
    ...named,
    protocol: protocolOf(properties[keyOfField.protocol]),
    mechanism: mechanismOf(properties[keyOfField.mechanism]),
    checkHostName: !['', 'none'].includes(properties[HOST_NAME_CHECK] ?? 'https'),
    more: formatProperties(Object.fromEntries(more)),
  };
}

/** What is kept of a form: openly, and in the keychain. Secrets that were not typed are as `before`. */
export function connectionOf(
  fields: ConnectionFields,
  before: ConnectionSecrets,
): {
  readonly connection: Omit<Connection, 'id' | 'revision'>;
  readonly secrets: ConnectionSecrets;
} {
  const { open, secret } = withoutSecrets(propertiesOf(fields, before));
  const mark = marks.find((each) => each === fields.mark);
  const registryPassword = fields.registryPassword || before.registryPassword;
  const user = fields.registryUser.trim();
  return {
    connection: {
      name: fields.name.trim(),
      properties: open,
      readOnly: fields.readOnly,
      ...(mark === undefined ? {} : { mark }),
      ...(fields.registryUrl.trim() === ''
        ? {}
        : { registry: { url: fields.registryUrl.trim(), ...(user === '' ? {} : { user }) } }),
    },
    secrets: {
      properties: secret,
      ...(registryPassword === undefined || fields.registryUrl.trim() === ''
        ? {}
        : { registryPassword }),
    },
  };
}

/** A client's configuration as a form describes it. */
export function propertiesOf(
  fields: ConnectionFields,
  before: ConnectionSecrets,
): ClientProperties {
  const isSecure = fields.protocol.endsWith('SSL');
  const isSasl = fields.protocol.startsWith('SASL');
  const isBearer = fields.mechanism === 'OAUTHBEARER';
  const kept = fieldsOfProperties(before.properties);
  const typed = (field: Exclude<SecretField, 'registryPassword'>) => fields[field] || kept[field];
  const properties: Record<string, string> = {
    // Secrets among the further keys the form does not show.
    ...parseProperties(kept.more),
    ...parseProperties(fields.more),
    [keyOfField.bootstrap]: fields.bootstrap.trim(),
    [keyOfField.protocol]: fields.protocol,
  };
  const put = (key: string, value: string) => {
    if (value !== '') properties[key] = value;
  };
  if (isSecure) {
    put(keyOfField.authorityFile, fields.authorityFile.trim());
    put(keyOfField.certificateFile, fields.certificateFile.trim());
    put(keyOfField.keyFile, fields.keyFile.trim());
    put(keyOfField.keyPassword, typed('keyPassword'));
    if (!fields.checkHostName) properties[HOST_NAME_CHECK] = '';
  }
  if (isSasl) properties[keyOfField.mechanism] = fields.mechanism;
  if (isSasl && !isBearer) {
    put(keyOfField.user, fields.user.trim());
    put(keyOfField.password, typed('password'));
  }
  const fetches = fields.tokenEndpoint.trim() !== '';
  if (isSasl && isBearer && fetches) {
    for (const field of ['tokenEndpoint', 'clientId', 'scope'] as const) {
      put(keyOfField[field], fields[field].trim());
    }
    put(keyOfField.clientSecret, typed('clientSecret'));
  }
  if (isSasl && isBearer && !fetches) put(JAAS, bearerLogin(typed('token')));
  return properties;
}

const BEARER_MODULE = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule';

function bearerLogin(token: string): string {
  return token === ''
    ? ''
    : `${BEARER_MODULE} required token="${token.replace(/["\\]/g, '\\$&')}";`;
}

/** Fields by the names that login modules have for them. */
const fieldOfOption = {
  username: 'user',
  password: 'password',
  token: 'token',
  clientId: 'clientId',
  clientSecret: 'clientSecret',
  scope: 'scope',
} as const satisfies Readonly<Record<string, keyof ConnectionFields>>;

/** What a login module says of who connects: `class required name="value" …;`. Undefined where it says nothing of that. */
function loginOf(jaas: string | undefined): Partial<ConnectionFields> | undefined {
  const options = new Map(optionsOf(jaas ?? ''));
  if (!['username', 'token', 'clientId'].some((name) => options.has(name))) return undefined;
  return Object.fromEntries(
    Object.entries(fieldOfOption).flatMap(([name, field]) => {
      const value = options.get(name);
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

/** A login module's options for extensions of a token, as librdkafka has them. */
function extensionsOf(jaas: string): string {
  const prefix = 'extension_';
  return optionsOf(jaas)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => `${name.slice(prefix.length)}=${value}`)
    .join(',');
}

function optionsOf(jaas: string): [name: string, value: string][] {
  return Array.from(jaas.matchAll(/\b(\w+)\s*=\s*"((?:\\.|[^"\\])*)"/g), ([, name, value]) => [
    name!,
    value!.replace(/\\(.)/g, '$1'),
  ]);
}

function protocolOf(text: string | undefined): SecurityProtocol {
  const upper = text?.toUpperCase();
  if (upper === 'SSL' || upper === 'SASL_PLAINTEXT' || upper === 'SASL_SSL') return upper;
  return 'PLAINTEXT';
}

function mechanismOf(text: string | undefined): SaslMechanism {
  const upper = text?.toUpperCase();
  if (upper === 'SCRAM-SHA-256' || upper === 'SCRAM-SHA-512' || upper === 'OAUTHBEARER')
    return upper;
  return 'PLAIN';
}
