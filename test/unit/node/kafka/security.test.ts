import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSecurity } from '../../../../server/node/kafka/security.ts';
import { CertificateAuthority } from '../../../harness/certificates.ts';
import { tempFolder } from '../../../harness/temp.ts';

const authority = new CertificateAuthority('Unit tests');
const client = authority.issue({ name: 'client' });

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
    'ssl.truststore.certificates': authority.certificate,
    'ssl.keystore.key': client.key,
    'ssl.keystore.certificate.chain': client.certificate,
    'ssl.key.password': 'secret',
    'ssl.endpoint.identification.algorithm': '',
  });
  expect(security).toEqual({
    tls: {
      ca: authority.certificate,
      key: client.key,
      cert: client.certificate,
      passphrase: 'secret',
      checkServerIdentity: expect.any(Function),
    },
    tlsServerName: true,
  });
});

/** Runs with a file that has this in it. */
async function withFile(content: string, work: (file: string) => Promise<void>): Promise<void> {
  const folder = tempFolder('security');
  const file = join(folder.path, 'file.pem');
  writeFileSync(file, content);
  try {
    await work(file);
  } finally {
    folder.remove();
  }
}

test('TLS, with certificates in files', () =>
  withFile(`${client.key}${client.certificate}`, async (file) => {
    const both = { 'ssl.truststore.location': file, 'ssl.keystore.location': file };
    const types = { 'ssl.truststore.type': 'PEM', 'ssl.keystore.type': 'PEM' };
    const { tls } = await readSecurity({ 'security.protocol': 'SSL', ...both, ...types });
    const content = Buffer.from(`${client.key}${client.certificate}`);
    expect(tls).toEqual({ ca: content, key: content, cert: content });
  }));

test.each([
  ['that are none', 'nothing', 'ssl.ca.location', /There is no certificate in .*file\.pem/],
  ['in no PKCS#12', 'nothing', 'ssl.keystore.location', /cannot be used: not enough data/],
])('TLS, with certificates %s', (_, content, key, message) =>
  withFile(content, async (file) => {
    const properties = { 'ssl.keystore.type': 'PKCS12', [key]: file };
    await expect(readSecurity({ 'security.protocol': 'SSL', ...properties })).rejects.toThrow(
      message,
    );
  }),
);

test.each([
  [{ 'security.protocol': 'TLS' }, 'Invalid value TLS for configuration security.protocol'],
  [{ 'security.protocol': 'SASL_SSL' }, 'sasl.mechanism=GSSAPI is not supported'],
  [
    { 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'PLAIN', 'sasl.username': 'me' },
    'sasl.mechanism=PLAIN needs a user name and a password',
  ],
  [
    {
      'security.protocol': 'SSL',
      'ssl.keystore.certificate.chain': client.certificate,
      'ssl.keystore.key': authority.issue({ name: 'another' }).key,
    },
    'cannot be used: the key is not the one of the certificate',
  ],
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
