// A notebook's cluster is picked in its toolbar: a cell counts the records that are there, also when the window is loaded anew.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { type MillraceProcess, startMillrace } from '../harness/millrace.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';

const notebook = `# Orders

\`\`\`ts
if (await admin.createTopic('orders')) await producer.send('orders', ['tea', 'flour']);
const orders = nodeEnvironment().kafka({});
const ends = await orders.offsets(await orders.partitionsOf(['orders']), 'latest');
await orders.close();
ends.reduce((sum, { offset }) => sum + offset, 0) + ' orders'
\`\`\`

\`\`\`console
kafka-console-consumer --topic orders --from-beginning --max-messages 2
\`\`\`
`;

describe('the cluster of a notebook', () => {
  let window: MillraceWindow;
  let elsewhere: MillraceProcess;

  beforeAll(async () => {
    window = await MillraceWindow.open({
      name: 'notebook-cluster',
      files: { 'orders.stream.md': notebook },
    });
    // What packaging has built.
    elsewhere = await startMillrace();
  });
  afterAll(async () => {
    await window?.close();
    await elsewhere?.stop();
  });
  inOrder((step) => window.keepEvidence(step));

  const until = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 50 });
  const toolbar = () => window.workbench.page.locator('.notebook-toolbar-container').innerText();
  const outputs = async () => {
    const frames = window.workbench.page.frames();
    const texts = await Promise.all(
      frames.map((frame) =>
        frame
          .locator('body')
          .innerText({ timeout: 500 })
          .catch(() => ''),
      ),
    );
    return texts.join('\n');
  };

  test('is one that the user has told of', async () => {
    const { workbench } = window;
    await workbench.openContainer('Millrace');
    await until(() => workbench.tree('Clusters').welcome()).toContain('Start Local Cluster');
    await workbench.runCommand('Millrace: Add Connection…');
    const form = workbench.webview();
    const field = (name: string) => form.getByRole('textbox', { name, exact: true });
    await field('Name').fill('Elsewhere');
    await field('Bootstrap servers').fill(elsewhere.bootstrap);
    await form.getByRole('combobox', { name: 'Colour' }).click();
    await form.getByRole('option', { name: 'red' }).click();
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await until(() => workbench.tree('Clusters').outline()).toContain('Elsewhere');
  });

  test('is picked in the toolbar, which shows it', async () => {
    const { workbench } = window;
    const { quickInput } = workbench;
    await workbench.openFile('orders.stream.md');
    await until(toolbar).toContain('Millrace: Local Cluster');
    await workbench.page
      .locator('.notebook-toolbar-container')
      .getByRole('button', { name: /^(Millrace: )?(Select )?Cluster/ })
      .first()
      .click();
    await until(() => quickInput.title()).toMatch(/^Cluster of This Notebook/);
    await quickInput.type(elsewhere.bootstrap);
    await until(async () => (await quickInput.rows()).map(({ label }) => label).join()).toMatch(
      /Elsewhere/,
    );
    await window.picture('picking');
    await quickInput.accept();
    await until(toolbar).toContain('Millrace: Elsewhere (production)');
  });

  test('is where cells count', async () => {
    await window.workbench.runCommand('Notebook: Run All');
    await until(outputs).toMatch(/2 orders/);
    await until(outputs).toMatch(/tea\s+flour/);
    await window.picture('counted');
  });

  test('is still the same when the window is loaded anew', async () => {
    const { workbench } = window;
    await workbench.reload();
    await until(toolbar).toContain('Millrace: Elsewhere (production)');
    await workbench.page
      .locator('.notebook-toolbar-container')
      .getByRole('button', { name: /^Run All/ })
      .click();
    await until(outputs).toMatch(/2 orders/);
    await window.picture('again');
  });
});
