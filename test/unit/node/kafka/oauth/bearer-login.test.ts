import { afterEach, expect, test } from 'vitest';
import { readSecurity } from '../../../../../server/node/kafka/security.ts';
import { TokenSigner } from '../../../../harness/signed-tokens.ts';
import { type TokenAnswer, TokenEndpoint, tokensFor } from '../../../../harness/token-endpoint.ts';

const ENDPOINT = 'sasl.oauthbearer.token.endpoint.url';
const bearer = { 'security.protocol': 'SASL_PLAINTEXT', 'sasl.mechanism': 'OAUTHBEARER' };
const app = { id: 'app', secret: 's3"cret' };
const signer = new TokenSigner();

let endpoint: TokenEndpoint | undefined;

afterEach(() => {
  endpoint?.stop();
  endpoint = undefined;
});

async function serve(answer: TokenAnswer | Parameters<typeof TokenEndpoint.start>[0]) {
  endpoint = await TokenEndpoint.start(typeof answer === 'function' ? answer : () => answer);
  return endpoint;
}

/** The token that the next connection shows. */
async function tokenBy(properties: Readonly<Record<string, string>>): Promise<string> {
  const { sasl } = await readSecurity({ ...bearer, ...properties });
  if (typeof sasl?.token !== 'function') throw new Error('There is no token.');
  return await sasl.token();
}

const jaas = (options: string) => ({ 'sasl.jaas.config': `Login required ${options};` });

test('a given token is shown, until it has expired', async () => {
  expect(await tokenBy(jaas('token="opaque"'))).toBe('opaque');
  const token = signer.token('ada');
  expect(await tokenBy(jaas(`token="${token}"`))).toBe(token);
  const old = jaas(`token="${signer.token('ada', -60)}"`);
  await expect(tokenBy(old)).rejects.toThrow(/^the token has expired, at \d{4}-/);
});

test.each([
  ["the login module's options", jaas('clientId="app" clientSecret="s3\\"cret" scope="kafka"')],
  [
    "Kafka's keys",
    {
      'sasl.oauthbearer.client.credentials.client.id': 'app',
      'sasl.oauthbearer.client.credentials.client.secret': 's3"cret',
      'sasl.oauthbearer.scope': 'kafka',
    },
  ],
  [
    "librdkafka's keys",
    {
      'sasl.oauthbearer.method': 'oidc',
      'sasl.oauthbearer.client.id': 'app',
      'sasl.oauthbearer.client.secret': 's3"cret',
      'sasl.oauthbearer.scope': 'kafka',
    },
  ],
])('a client is introduced by %s', async (_, properties) => {
  const { url, requests } = await serve(tokensFor(app, () => ({ text: 'fresh', seconds: 60 })));
  expect(await tokenBy({ [ENDPOINT]: url, ...properties })).toBe('fresh');
  expect(requests).toMatchObject([
    { method: 'POST', form: { grant_type: 'client_credentials', scope: 'kafka' } },
  ]);
});

const credentials = jaas('clientId="app" clientSecret="wrong secret"');
const error = (status: number, body: object) => ({ status, body: JSON.stringify(body) });

test.each<[string, TokenAnswer, RegExp]>([
  [
    'another secret',
    error(401, { error: 'invalid_client', error_description: 'no such client' }),
    /does not accept the client id or its secret \(401, invalid_client: no such client\)\.$/,
  ],
  ['no scope', error(400, { error: 'invalid_scope' }), /wants to be asked for a scope/],
  ['a fault', error(500, {}), /answers with an error \(500\)\.$/],
  ['another page', { status: 200, body: '<html>' }, /is not a token endpoint/],
])('%s is told, without the secret', async (_, answer, message) => {
  const { url } = await serve(answer);
  const found = await tokenBy({ [ENDPOINT]: url, ...credentials }).catch((reason: Error) => reason);
  expect(found).toMatchObject({ message: expect.stringMatching(message) });
  expect(String(found)).toContain(url);
  expect(String(found)).not.toContain('wrong secret');
});

test('what is secret of an address, and long words of who answers there, are not told', async () => {
  const { url } = await serve(error(400, { error: 'x'.repeat(10_000) }));
  const address = url.replace('//', '//ada:hidden@').concat('?key=hidden');
  const found = await tokenBy({ [ENDPOINT]: address, ...credentials }).catch(String);
  expect(found).not.toContain('hidden');
  expect(found).toContain(new URL(url).host);
  expect(found.length).toBeLessThan(500);
});

test('an endpoint that is not there is told', async () => {
  const { url } = await serve({ status: 200, body: '' });
  endpoint?.stop();
  await expect(tokenBy({ [ENDPOINT]: url, ...credentials })).rejects.toThrow(
    /cannot be reached: nothing listens there\.$/,
  );
});

test.each([
  [{}, /needs a token: name an endpoint/],
  [{ [ENDPOINT]: 'ftp://nowhere' }, /begins with https:/],
  [{ [ENDPOINT]: 'http://localhost' }, /needs sasl\.oauthbearer\.client\.credentials/],
])('%j is refused', async (properties, message) => {
  await expect(readSecurity({ ...bearer, ...properties })).rejects.toThrow(message);
});

test('extensions are sent along', async () => {
  const { sasl } = await readSecurity({
    ...bearer,
    ...jaas('token="t" extension_logicalCluster="lkc-1"'),
    'sasl.oauthbearer.extensions': 'identityPoolId=pool-1,traceId=7',
  });
  expect(sasl?.oauthBearerExtensions).toEqual({
    logicalCluster: 'lkc-1',
    identityPoolId: 'pool-1',
    traceId: '7',
  });
});

test("a broker's word on a token is told", async () => {
  const { sasl } = await readSecurity({ ...bearer, ...jaas('token="t"') });
  const judged = (answer: string) =>
    new Promise((resolve) => {
      const done = (failure: Error | null) => resolve(failure?.message ?? 'accepted');
      sasl?.authBytesValidator?.(Buffer.from(answer), done as never);
    });
  expect(await judged('')).toBe('accepted');
  expect(await judged('{"status":"invalid_token"}')).toBe(
    'the broker does not accept the token (invalid_token).',
  );
});
