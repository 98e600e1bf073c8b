import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSecurity } from '../../../../server/node/kafka/security.ts';
import { tempFolder } from '../../../harness/temp.ts';

const jaas =
  'org.apache.kafka.common.security.scram.ScramLoginModule required username="me" password="a \\"b\\"=c;";';

test('without configuration there is none', async () => {
  expect(await readSecurity({})).toEqual({});
});

test('SASL', async () => {
  expect(
    await readSecurity({
      'security.protocol': 'SASL_PLAINTEXT',
      'sasl.mechanism': 'SCRAM-SHA-512',
      'sasl.jaas.config': jaas,
    }),
  ).toEqual({ sasl: { mechanism: 'SCRAM-SHA-512', username: 'me', password: 'a "b"=c;' } });
});

test('TLS, with certificates in the configuration', async () => {
  const security = await readSecurity({
    'security.protocol': 'ssl',
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.certificates': 'the authorities',
    'ssl.keystore.key': 'the key',
    'ssl.keystore.certificate.chain': 'the chain',
    'ssl.key.password': 'secret',
    'ssl.endpoint.identification.algorithm': '',
  });
  expect(security).toEqual({
    tls: {
      ca: 'the authorities',
      key: 'the key',
      cert: 'the chain',
      passphrase: 'secret',
      checkServerIdentity: expect.any(Function),
    },
    tlsServerName: true,
  });
});

test('TLS, with certificates in files', async () => {
  const folder = tempFolder('security');
  const file = join(folder.path, 'keys');
  writeFileSync(file, 'keys and certificates');
  try {
    const both = { 'ssl.truststore.location': file, 'ssl.keystore.location': file };
    const { tls } = await readSecurity({
      'security.protocol': 'SSL',
      ...both,
      'ssl.truststore.type': 'PEM',
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.password': 'secret',
    });
    const content = Buffer.from('keys and certificates');
    expect(tls).toEqual({ ca: content, pfx: content, passphrase: 'secret' });
  } finally {
    folder.remove();
  }
});

test.each([
  [{ 'security.protocol': 'TLS' }, 'Invalid value TLS for configuration security.protocol'],
  [{ 'security.protocol': 'SASL_SSL' }, 'sasl.mechanism=GSSAPI is not supported'],
  [
    { 'security.protocol': 'SSL', 'ssl.truststore.location': 'trust.jks' },
    'ssl.truststore.type=JKS cannot be read; convert it to PEM',
  ],
  [
    {
      'security.protocol': 'SSL',
      'ssl.truststore.location': '/no/such/file',
      'ssl.truststore.type': 'PEM',
    },
    'Unable to read file /no/such/file: there is no such file',
  ],
])('%j is refused', async (properties, message) => {
  await expect(readSecurity(properties)).rejects.toThrow(message);
});
