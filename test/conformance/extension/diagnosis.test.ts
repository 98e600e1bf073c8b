// What the test of a connection says, against a broker, and against TLS that stands in front of it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { KafkaClient } from '../../../extension/clusters/kafka-client.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { inDist } from '../../harness/places.ts';
import { missing, need } from '../../harness/requirements.ts';
import { TlsProxy } from '../../harness/tls-proxy.ts';

let cluster: MillraceProcess;
let proxy: TlsProxy;

beforeAll(async () => {
  cluster = await startMillrace({});
  const port = Number(cluster.bootstrap.split(':').at(-1));
  if (missing('java') === undefined) proxy = await TlsProxy.start({ host: 'localhost', port });
});

afterAll(async () => {
  proxy?.stop();
  await cluster?.stop();
});

/** Each step as `step outcome`, and what the last one says. */
async function diagnosed(bootstrap: string, properties: Readonly<Record<string, string>> = {}) {
  const all = { 'bootstrap.servers': bootstrap, ...properties };
  const client = new KafkaClient(inDist('kafka-worker.js'), all);
  const steps = await client.call('diagnose', null).finally(() => client.dispose());
  return {
    steps: steps.map(({ step, outcome }) => `${step} ${outcome}`),
    said: steps.at(-1)?.detail,
  };
}

test('a cluster that is there is reached, and its brokers are', async () => {
  expect(await diagnosed(cluster.bootstrap)).toEqual({
    steps: ['resolve ok', 'connect ok', 'authenticate ok', 'metadata ok', 'advertised ok'],
    said: 'The broker can be reached at the address that it advertises.',
  });
});

test.each([
  ['a name that nobody knows', 'nowhere.invalid:9092', 'resolve failed', /no host named nowhere/],
  ['a port that nothing listens on', '127.0.0.1:1', 'connect failed', /Nothing listens on port 1/],
  ['no address', 'localhost', 'connect failed', /HOST:PORT/],
])('%s', async (_, bootstrap, last, said) => {
  const found = await diagnosed(bootstrap);
  expect(found.steps.at(-1)).toBe(last);
  expect(found.said).toMatch(said);
});

test('one bootstrap server of two is enough', async () => {
  const { steps } = await diagnosed(`127.0.0.1:1,${cluster.bootstrap}`);
  expect(steps).toContain('connect failed');
  expect(steps.at(-1)).toBe('advertised ok');
});

test('TLS where the broker speaks none', async () => {
  const found = await diagnosed(cluster.bootstrap, { 'security.protocol': 'SSL' });
  expect(found.steps.at(-1)).toBe('tls failed');
  expect(found.said).toMatch(/speak TLS/);
});

test('credentials that the broker does not ask for', async () => {
  const found = await diagnosed(cluster.bootstrap, {
    'security.protocol': 'SASL_PLAINTEXT',
    'sasl.mechanism': 'PLAIN',
    'sasl.username': 'ada',
    'sasl.password': 'secret',
  });
  expect(found.steps.at(-1)).toBe('authenticate failed');
});

test('a certificate that nobody here trusts, and then is trusted', async (context) => {
  need(context, 'java');
  const where = `localhost:${proxy.port}`;
  const untrusted = await diagnosed(where, { 'security.protocol': 'SSL' });
  expect(untrusted.steps.at(-1)).toBe('tls failed');
  expect(untrusted.said).toMatch(/Name that certificate/);
  const trusted = await diagnosed(where, {
    'security.protocol': 'SSL',
    'ssl.ca.location': proxy.certificate,
  });
  expect(trusted.steps).toContain('tls ok');
  expect(trusted.steps).toContain('metadata ok');
});

test('TLS that the client does not speak', async (context) => {
  need(context, 'java');
  const found = await diagnosed(`localhost:${proxy.port}`);
  expect(found.steps.at(-1)).toBe('authenticate failed');
  expect(found.said).toMatch(/TLS|closed|does not answer|timed out/i);
});
