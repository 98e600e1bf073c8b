import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../../extension/connections/connection.ts';
import {
  beginningOf,
  connectionOf,
  emptyFields,
  fieldsOf,
  fieldsOfProperties,
  keptSecrets,
  propertiesOf,
} from '../../../../extension/connections/fields.ts';
import { parseProperties } from '../../../../server/properties/properties-text.ts';
import { keptOf } from '../../../../webview/connection/kept-fields.ts';

const none = { properties: {} };

const secured = {
  ...emptyFields,
  name: ' Orders ',
  bootstrap: 'kafka.example:9093',
  protocol: 'SASL_SSL',
  authorityFile: '/etc/ca.pem',
  mechanism: 'SCRAM-SHA-256',
  user: 'ada',
  password: 'a "secret"',
  registryUrl: 'https://registry.example',
  registryUser: 'ada',
  registryPassword: 'another',
  readOnly: true,
  mark: 'red',
  more: 'client.rack=a\nssl.truststore.password=hidden\n',
} as const;

test('no secret is kept openly', () => {
  const { connection, secrets } = connectionOf(secured, none);
  expect(connection).toEqual({
    name: 'Orders',
    properties: {
      'bootstrap.servers': 'kafka.example:9093',
      'security.protocol': 'SASL_SSL',
      'ssl.ca.location': '/etc/ca.pem',
      'sasl.mechanism': 'SCRAM-SHA-256',
      'sasl.username': 'ada',
      'client.rack': 'a',
    },
    readOnly: true,
    mark: 'red',
    registry: { url: 'https://registry.example', user: 'ada' },
  });
  expect(secrets).toEqual({
    properties: { 'sasl.password': 'a "secret"', 'ssl.truststore.password': 'hidden' },
    registryPassword: 'another',
  });
});

test('the form shows a connection without its secrets, which stay as they are', () => {
  const { connection, secrets } = connectionOf(secured, none);
  const kept: Connection = { ...connection, id: 'x', revision: 1 };
  const shown = fieldsOf(kept);
  expect(shown).toEqual({
    ...secured,
    name: 'Orders',
    password: '',
    registryPassword: '',
    more: 'client.rack=a\n',
  });
  expect(keptSecrets(secrets)).toEqual(['password', 'registryPassword']);
  expect(connectionOf(shown, secrets)).toEqual({ connection, secrets });
  const changed = connectionOf({ ...shown, password: 'new' }, secrets);
  expect(changed.secrets.properties['sasl.password']).toBe('new');
});

test('the form begins with a file without its secrets, which are saved all the same', () => {
  const text = [
    'bootstrap.servers=a:9093\nsecurity.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.username=ada',
    'sasl.password=hidden-1\nssl.key.password=hidden-2\nssl.truststore.password=hidden-3',
    'ssl.key.pem=hidden-4\nbasic.auth.user.info=ada:hidden-5\nclient.rack=a',
  ].join('\n');
  const { fields, secrets } = beginningOf(parseProperties(text));
  expect(JSON.stringify(fields)).not.toContain('hidden');
  expect(fields).toMatchObject({ user: 'ada', more: 'client.rack=a\n' });
  expect(keptSecrets(secrets)).toEqual(['password', 'keyPassword']);
  const saved = connectionOf({ ...fields, name: 'Orders' }, secrets);
  expect(JSON.stringify(saved.connection)).not.toContain('hidden');
  expect(saved.secrets.properties).toEqual({
    'sasl.password': 'hidden-1',
    'ssl.key.password': 'hidden-2',
    'ssl.truststore.password': 'hidden-3',
    'ssl.key.pem': 'hidden-4',
    'basic.auth.user.info': 'ada:hidden-5',
  });
});

test('a token of a file is a secret, too', () => {
  const given = propertiesOf(
    { ...secured, mechanism: 'OAUTHBEARER', token: 'a.b', more: '' },
    none,
  );
  const { fields, secrets } = beginningOf(given);
  expect(fields.token).toBe('');
  expect(keptSecrets(secrets)).toEqual(['token']);
  expect(propertiesOf(fields, secrets)['sasl.jaas.config']).toBe(given['sasl.jaas.config']);
});

test('what VS Code keeps for the page has no secret, and all that is not one', () => {
  const more = 'client.rack=a\nssl.truststore.password=hidden\nssl.keystore.location=/secrets/k';
  const kept = keptOf({ ...secured, token: 'x', more }, 'ssl.keystore.location=/secrets/k\n');
  expect(kept).toEqual({
    ...secured,
    password: '',
    registryPassword: '',
    more: 'client.rack=a\nssl.keystore.location=/secrets/k',
  });
});

test('what the protocol has no use for is not kept', () => {
  const plain = connectionOf(
    { ...secured, protocol: 'PLAINTEXT', more: '', registryUrl: '' },
    none,
  );
  expect(plain.connection.properties).toEqual({
    'bootstrap.servers': 'kafka.example:9093',
    'security.protocol': 'PLAINTEXT',
  });
  expect(plain.secrets).toEqual(none);
});

test('a token is kept as Java clients have it', () => {
  const fields = { ...secured, mechanism: 'OAUTHBEARER', token: 'a.b"c', more: '' } as const;
  const properties = propertiesOf(fields, none);
  expect(properties['sasl.jaas.config']).toMatch(/^\S+ required token="a\.b\\"c";$/);
  expect(properties['sasl.username']).toBeUndefined();
  expect(fieldsOfProperties(properties).token).toBe('a.b"c');
});

const fetching = {
  ...secured,
  mechanism: 'OAUTHBEARER',
  tokenEndpoint: 'https://identity.example/token',
  clientId: 'app',
  clientSecret: 'hidden',
  scope: 'kafka',
  more: '',
} as const;

test("where tokens come from is kept as Kafka's clients have it, and the form shows it again", () => {
  const { connection, secrets } = connectionOf(fetching, none);
  expect(connection.properties).toMatchObject({
    'sasl.oauthbearer.token.endpoint.url': 'https://identity.example/token',
    'sasl.oauthbearer.client.credentials.client.id': 'app',
    'sasl.oauthbearer.scope': 'kafka',
  });
  expect(secrets.properties).toEqual({
    'sasl.oauthbearer.client.credentials.client.secret': 'hidden',
  });
  expect(keptSecrets(secrets)).toEqual(['clientSecret', 'registryPassword']);
  const shown = fieldsOf({ ...connection, id: 'x', revision: 1 });
  expect(shown).toMatchObject({ clientId: 'app', clientSecret: '', scope: 'kafka', more: '' });
  expect(connectionOf(shown, secrets)).toEqual({ connection, secrets });
  // A token that is pasted instead leaves nothing of it.
  const { tokenEndpoint: _, ...pasted } = { ...shown, token: 'a.b' };
  const instead = connectionOf({ ...pasted, tokenEndpoint: '' }, secrets);
  expect(Object.keys(instead.secrets.properties)).toEqual(['sasl.jaas.config']);
  expect(JSON.stringify(instead)).not.toContain('hidden');
});

test.each([
  [
    "Java's",
    'sasl.jaas.config=Login required clientId="app" clientSecret="hidden" scope="kafka" extension_logicalCluster="lkc-1" extension_pool="p";',
    'sasl.oauthbearer.extensions=logicalCluster\\=lkc-1,pool\\=p\n',
  ],
  [
    "librdkafka's",
    'sasl.oauthbearer.client.id=app\nsasl.oauthbearer.client.secret=hidden\nsasl.oauthbearer.scope=kafka',
    '',
  ],
])('where tokens come from is understood in a file of %s', (_, login, more) => {
  const text = `security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER\nsasl.oauthbearer.token.endpoint.url=https://identity.example/token\n${login}`;
  const { fields, secrets } = beginningOf(parseProperties(text));
  const { tokenEndpoint, clientId, scope } = fetching;
  expect(fields).toMatchObject({ tokenEndpoint, clientId, scope, clientSecret: '' });
  expect(parseProperties(fields.more)).toEqual(parseProperties(more));
  expect(keptSecrets(secrets)).toEqual(['clientSecret']);
});

describe('a file of a client is understood', () => {
  test("of Java's", () => {
    const text = `
      bootstrap.servers=a:9092,b:9092
      security.protocol = SASL_SSL
      sasl.mechanism=PLAIN
      sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\
        username="ada" password="pa\\"ss";
      ssl.truststore.type=PEM
      ssl.truststore.location=/etc/ca.pem
      ssl.endpoint.identification.algorithm=
      client.id=app`;
    expect(fieldsOfProperties(parseProperties(text))).toEqual({
      ...emptyFields,
      bootstrap: 'a:9092,b:9092',
      protocol: 'SASL_SSL',
      user: 'ada',
      password: 'pa',
      authorityFile: '/etc/ca.pem',
      checkHostName: false,
      more: 'client.id=app\n',
    });
  });

  test("of librdkafka's", () => {
    const text =
      'metadata.broker.list=a:9092\nsecurity.protocol=sasl_plaintext\nsasl.mechanisms=SCRAM-SHA-512\nsasl.username=u\nsasl.password=p\n';
    expect(fieldsOfProperties(parseProperties(text))).toMatchObject({
      bootstrap: 'a:9092',
      protocol: 'SASL_PLAINTEXT',
      mechanism: 'SCRAM-SHA-512',
      user: 'u',
      password: 'p',
      more: '',
    });
  });

  test('of Apache Kafka with a key store', () => {
    const properties = { 'ssl.keystore.type': 'PKCS12', 'ssl.keystore.location': '/k.p12' };
    expect(parseProperties(fieldsOfProperties(properties).more)).toEqual(properties);
  });
});
