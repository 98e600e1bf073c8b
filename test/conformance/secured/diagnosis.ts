import { expect, test } from 'vitest';
import { KafkaClient } from '../../../extension/clusters/kafka-client.ts';
import type { Properties } from '../../../server/node/kafka/properties.ts';
import { inDist } from '../../harness/places.ts';
import { type SecuredKafka, securedWays, user } from '../../harness/secured-kafka.ts';
import { TokenSigner } from '../../harness/signed-tokens.ts';
import { TokenEndpoint, tokensFor } from '../../harness/token-endpoint.ts';

/** Each step as `step outcome`, and what the last one says. */
async function diagnosed(properties: Properties) {
  const client = new KafkaClient(inDist('kafka-worker.js'), properties);
  const steps = await client.call('diagnose', null).finally(() => client.dispose());
  return {
    steps: steps.map(({ step, outcome }) => `${step} ${outcome}`),
    last: `${steps.at(-1)?.step} ${steps.at(-1)?.outcome}`,
    said: steps.at(-1)?.detail ?? '',
  };
}

/** What the test of a connection says when it works, and when each thing is wrong that can be. */
export function diagnosisTests(kafka: () => SecuredKafka): void {
  test.each(securedWays)('by %s goes through', async (way) => {
    const { steps } = await diagnosed(kafka().properties(way));
    expect(steps).toEqual([
      ...['resolve ok', 'connect ok', 'tls ok', 'authenticate ok', 'metadata ok', 'advertised ok'],
    ]);
  });

  const sasl = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
  test.each(sasl)('by %s names credentials that are refused', async (mechanism) => {
    const login = { 'sasl.username': user.name, 'sasl.password': 'not hers' };
    const found = await diagnosed({
      ...without(kafka().properties(mechanism), 'sasl.jaas.config'),
      ...login,
    });
    expect(found.last).toBe('authenticate failed');
    expect(found.said).toMatch(/does not accept the credentials/);
    expect(found.said).not.toContain('not hers');
  });

  test('names a token that has expired', async () => {
    const found = await diagnosed({
      ...kafka().properties('OAUTHBEARER'),
      'sasl.jaas.config': `Login required token="${kafka().tokens.token(user.name, -3600)}";`,
    });
    expect(found.last).toBe('authenticate failed');
    expect(found.said).toMatch(/the token has expired/);
  });

  test('names a token that another has signed', async () => {
    const found = await diagnosed({
      ...kafka().properties('OAUTHBEARER'),
      'sasl.jaas.config': `Login required token="${new TokenSigner().token(user.name)}";`,
    });
    expect(found.last).toBe('authenticate failed');
    expect(found.said).toMatch(/does not accept the token/);
  });

  test('fetches a token where one is to be had, and names a secret that is refused there', async () => {
    const app = { id: 'app', secret: 'its secret' };
    const token = () => ({ text: kafka().tokens.token(app.id), seconds: 60 });
    const endpoint = await TokenEndpoint.start(tokensFor(app, token));
    try {
      const by = (secret: string) => ({
        ...without(kafka().properties('OAUTHBEARER'), 'sasl.jaas.config'),
        'sasl.oauthbearer.token.endpoint.url': endpoint.url,
        'sasl.oauthbearer.client.credentials.client.id': app.id,
        'sasl.oauthbearer.client.credentials.client.secret': secret,
      });
      const { steps } = await diagnosed(by(app.secret));
      expect(steps.slice(2)).toEqual([
        ...['tls ok', 'token ok', 'authenticate ok', 'metadata ok', 'advertised ok'],
      ]);
      // All connections show the same one.
      expect(endpoint.requests).toHaveLength(1);
      const refused = await diagnosed(by('another'));
      expect(refused.last).toBe('token failed');
      expect(refused.said).toMatch(/does not accept the client id or its secret/);
    } finally {
      endpoint.stop();
    }
  });

  test('names an authority that has not signed what the broker shows', async () => {
    const found = await diagnosed({
      ...kafka().properties('PLAIN'),
      'ssl.truststore.location': kafka().files.strangers,
    });
    expect(found.last).toBe('tls failed');
    expect(found.said).toMatch(/not signed by the authority that was named/);
  });

  test('names a certificate that is missing', async () => {
    const all = kafka().properties('mutual TLS');
    const found = await diagnosed(without(all, 'ssl.certificate.location', 'ssl.key.location'));
    expect(found.last).toBe('authenticate failed');
    expect(found.said).toMatch(/asks for a certificate of the client/);
  });

  test.each([
    ['SASL where none is asked for', 'SASL_SSL', 'mutualTls', /asks for no credentials/],
    ['no SASL where it is', 'SSL', 'sasl', /SASL/],
    ['no TLS where it is spoken', 'SASL_PLAINTEXT', 'sasl', /TLS/],
    ['TLS where none is spoken', 'SASL_SSL', 'plaintext', /TLS/],
  ] as const)('names %s', async (_, protocol, where, said) => {
    const found = await diagnosed({
      ...kafka().properties('mutual TLS'),
      ...kafka().properties('PLAIN'),
      'security.protocol': protocol,
      'bootstrap.servers': kafka()[where],
    });
    expect(found.last).toMatch(/failed/);
    expect(found.said).toMatch(said);
  });

  test('names a certificate that is for another host', async () => {
    const all = kafka().properties('PLAIN');
    const where = kafka().sasl.replace('localhost', '127.0.0.1');
    const found = await diagnosed({ ...all, 'bootstrap.servers': where });
    expect(found.last).toBe('tls failed');
    expect(found.said).toMatch(/another host name/);
    // Which can be done without.
    const { steps } = await diagnosed({
      ...all,
      'bootstrap.servers': where,
      'ssl.endpoint.identification.algorithm': '',
    });
    expect(steps).toContain('metadata ok');
  });
}

function without(properties: Properties, ...keys: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !keys.includes(key)));
}
