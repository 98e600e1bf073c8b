// The form for a connection, in a browser: what it asks of the extension, and what it says of what is typed.

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { emptyFields } from '../../../extension/connections/fields.ts';
import type { Diagnosis } from '../../../server/contract/kafka-client/diagnosis.ts';
import type { ConnectionFields, ConnectionForm } from '../../../webview/contract/connection.ts';
import { findBrowser, startBrowser } from '../../harness/browser.ts';
import { need } from '../../harness/requirements.ts';
import { WebviewPage } from '../../harness/webview-page.ts';

let browser: Browser;
let webview: WebviewPage;
/** What the extension was told last, by request. */
const told = new Map<string, unknown>();

beforeAll(async () => {
  if (findBrowser() !== undefined) browser = await startBrowser();
});
afterAll(() => browser?.close());
beforeEach((context) => {
  told.clear();
  need(context, 'browser');
});
afterEach(() => webview?.close());

const diagnosis: Diagnosis = [
  {
    step: 'resolve',
    address: 'kafka.example:9093',
    outcome: 'ok',
    detail: 'The name stands for 192.0.2.7.',
  },
  {
    step: 'connect',
    address: 'kafka.example:9093',
    outcome: 'ok',
    detail: 'Something listens there.',
  },
  {
    step: 'tls',
    address: 'kafka.example:9093',
    outcome: 'failed',
    detail:
      "The certificate's authority is not one that is known here. Name its certificate as the authority to trust.",
  },
];

async function open(form: ConnectionForm): Promise<void> {
  webview = await WebviewPage.open(browser, 'connection', (request, argument) => {
    told.set(request, argument);
    if (request === 'load') return form;
    if (request === 'chooseFile') return '/etc/kafka/ca.pem';
    if (request === 'test') return diagnosis;
    return null;
  });
}

const anew: ConnectionForm = { id: undefined, fields: emptyFields, kept: [] };
const field = (name: string) => webview.page.getByRole('textbox', { name, exact: true });
const press = (name: string) => webview.page.getByRole('button', { name, exact: true }).click();
const alerts = () => webview.page.getByRole('alert').allInnerTexts();

async function choose(label: string, value: string): Promise<void> {
  await webview.page.getByRole('combobox', { name: label, exact: true }).click();
  await webview.page.getByRole('option', { name: value, exact: true }).click();
}

test('asks for what the protocol needs, and says what is missing', async () => {
  await open(anew);
  await press('Save');
  await expect
    .poll(alerts)
    .toEqual(['A connection needs a name.', 'Where is the cluster? HOST:PORT']);
  await field('Name. A connection needs a name.').fill('Staging');
  await field('Bootstrap servers. Where is the cluster? HOST:PORT').fill('kafka.example');
  await expect.poll(alerts).toEqual(["'kafka.example' is not of the form HOST:PORT."]);
  expect(told.has('save')).toBe(false);
  await choose('Security protocol', 'SASL_SSL');
  await choose('SASL mechanism', 'SCRAM-SHA-256');
  await press('Choose a file: Authorities to trust (PEM)');
  await expect
    .poll(() => field('Authorities to trust (PEM)').inputValue())
    .toBe('/etc/kafka/ca.pem');
  await webview.pictures('connection');
});

test('saves what was typed', async () => {
  await open(anew);
  await field('Name').fill('Staging');
  await field('Bootstrap servers').fill('kafka.example:9093');
  await choose('Security protocol', 'SASL_PLAINTEXT');
  await field('User').fill('ada');
  await field('Password').fill('secret');
  await webview.page.keyboard.press('Control+s');
  await expect
    .poll(() => told.get('save'))
    .toEqual({
      ...emptyFields,
      name: 'Staging',
      bootstrap: 'kafka.example:9093',
      protocol: 'SASL_PLAINTEXT',
      user: 'ada',
      password: 'secret',
    } satisfies ConnectionFields);
});

test('shows how far a test came', async () => {
  await open({
    ...anew,
    fields: { ...emptyFields, name: 'Staging', bootstrap: 'kafka.example:9093', protocol: 'SSL' },
  });
  await press('Test the connection');
  const list = webview.page.getByRole('region', { name: 'Result of the test' });
  await expect.poll(() => list.innerText()).toContain('The connection does not work.');
  expect(await list.getByRole('listitem').count()).toBe(3);
  await webview.pictures('diagnosis');
  expect(await webview.violations()).toEqual([]);
});

test('leaves a secret as it is unless another is typed', async () => {
  const fields = {
    ...emptyFields,
    name: 'Staging',
    bootstrap: 'a:9092',
    protocol: 'SASL_PLAINTEXT',
    user: 'ada',
  } as const;
  await open({ id: 'x', fields, kept: ['password'] });
  await expect.poll(() => field('Password').getAttribute('placeholder')).toBe('as before');
  await press('Save');
  await expect.poll(() => told.get('save')).toEqual(fields);
});

test('asks where tokens come from, or for one', async () => {
  const bearer = { protocol: 'SASL_PLAINTEXT', mechanism: 'OAUTHBEARER' } as const;
  const fields = { ...emptyFields, name: 'Staging', bootstrap: 'a:9092', ...bearer };
  await open({ ...anew, fields });
  await expect.poll(() => field('Token').count()).toBe(1);
  await field('Token endpoint').fill('https://identity.example/token');
  await expect.poll(() => field('Token').count()).toBe(0);
  await press('Save');
  await expect.poll(alerts).toEqual(['Who is it that connects?', 'A secret is needed.']);
  await webview.pictures('tokens');
  expect(await webview.violations()).toEqual([]);
  await field('Client id. Who is it that connects?').fill('app');
  await field('Client secret. A secret is needed.').fill('hidden');
  await field('Scope').fill('kafka');
  await press('Save');
  await expect
    .poll(() => told.get('save'))
    .toEqual({
      ...fields,
      tokenEndpoint: 'https://identity.example/token',
      clientId: 'app',
      clientSecret: 'hidden',
      scope: 'kafka',
    } satisfies ConnectionFields);
});
