// A learner types in a notebook: completions, documentation and complaints come from the language server.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';

const notebook = `# Orders

\`\`\`ts
interface Order {
  readonly id: number;
  /** In cents. */
  price: number;
}
const orders: Order[] = [{ id: 1, price: 250 }];
/** What all orders come to. */
function total(orders: readonly Order[]): number {
  return orders.map(({ price }) => price).reduce((a, b) => a + b, 0);
}
\`\`\`

\`\`\`ts
const lines = ssc.queueStream([sc.parallelize(['the mill'])]);
console.log(\`\${total(orders)} cents\`);
\`\`\`

\`\`\`console
kafka-topics --list
\`\`\`

\`\`\`python
from pyspark.streaming import StreamingContext
ssc = StreamingContext(sc, 1)
lines = ssc.socketTextStream("localhost", 9999)
\`\`\`
`;

describe('the language server', () => {
  let window: MillraceWindow;

  beforeAll(async () => {
    window = await MillraceWindow.open({
      name: 'language',
      files: { 'orders.stream.md': notebook },
    });
  });
  afterAll(() => window?.close());
  inOrder((step) => window.keepEvidence(step));

  const page = () => window.workbench.page;
  const cell = (index: number) =>
    page().locator('.notebookOverlay .cell-list-container .code-cell-row').nth(index);
  const suggestions = () => page().locator('.suggest-widget.visible').innerText({ timeout: 2_000 });

  /** Puts the cursor at the end of a cell's text and types. */
  async function type(index: number, text: string): Promise<void> {
    await cell(index).locator('.monaco-editor .view-line').last().click();
    await page().keyboard.press('Control+End');
    await page().keyboard.type(text);
  }

  async function seen(text: RegExp): Promise<void> {
    await expect
      .poll(() => suggestions().catch(() => ''), { timeout: 60_000, interval: 200 })
      .toMatch(text);
  }

  test('finds nothing wrong with what is right', async () => {
    await window.workbench.openFile('orders.stream.md');
    await expect.poll(() => cell(2).count(), { timeout: 60_000 }).toBe(1);
    // What is wrong is marked, and with it all has been looked at.
    await type(1, '\nnoSuchName;');
    const squiggles = () => page().locator('.notebookOverlay .squiggly-error').count();
    await expect.poll(squiggles, { timeout: 60_000 }).toBe(1);
    await window.picture('an error');
    for (let i = 0; i < 'noSuchName;'.length; i++) await page().keyboard.press('Backspace');
    await expect.poll(squiggles, { timeout: 30_000 }).toBe(0);
  });

  test('completes the engine while it is typed', async () => {
    await type(1, 'ssc.');
    await seen(/socketTextStream|queueStream/);
    await page().keyboard.type('queu');
    await seen(/queueStream/);
    await window.picture('completion');
    await page().keyboard.press('Escape');
    for (let i = 0; i < 'ssc.queu'.length; i++) await page().keyboard.press('Backspace');
  });

  test('completes what another cell declares', async () => {
    await type(1, 'orders[0].');
    await seen(/price/);
    await page().keyboard.press('Escape');
    for (let i = 0; i < 'orders[0].'.length; i++) await page().keyboard.press('Backspace');
  });

  test('tells what a name is', async () => {
    await cell(1).locator('.view-line').filter({ hasText: 'total' }).getByText('total').hover();
    const hover = page().locator('.monaco-hover:visible').filter({ hasText: 'function total' });
    await expect.poll(() => hover.count(), { timeout: 30_000 }).toBeGreaterThan(0);
    expect(await hover.first().innerText()).toMatch(/What all orders come to/);
    await window.picture('hover');
  });

  test('completes the flags of tools', async () => {
    await type(2, '\nkafka-topics --');
    await seen(/--create/);
    await window.picture('console');
  });

  test('completes keys of configurations and what they take', async () => {
    await page().keyboard.type('create --topic refunds --config cleanup.pol');
    await seen(/cleanup\.policy/);
    await page().keyboard.press('Enter');
    await seen(/compact/);
    await window.picture('configuration');
    await page().keyboard.press('Escape');
  });

  test('completes what PySpark has', async () => {
    await type(3, '\nlines.flat');
    await seen(/flatMap/);
    await window.picture('python');
    await page().keyboard.press('Escape');
  });

  test('creates a topic that is missing', async () => {
    const { workbench } = window;
    await page().keyboard.press('Escape');
    await workbench.runCommand('Millrace: Start Local Cluster');
    await workbench.statusBarItem(`localhost:${window.port}`).waitFor({ timeout: 60_000 });
    await type(1, "\nawait producer.send('flour', 'white');");
    const hint = page().locator(
      '.notebookOverlay .cdr.squiggly-hint, .notebookOverlay .cdr.squiggly-info',
    );
    await expect.poll(() => hint.count(), { timeout: 60_000 }).toBeGreaterThan(0);
    for (let i = 0; i < "', 'white');".length + 1; i++) await page().keyboard.press('ArrowLeft');
    await page().keyboard.press('Control+.');
    const fix = page()
      .locator('.action-widget')
      .getByText(/Create.*flour/);
    await fix.waitFor({ timeout: 30_000 });
    await window.picture('quick fix');
    await fix.click();
    await expect
      .poll(() => workbench.notifications(), { timeout: 30_000 })
      .toContainEqual(expect.stringMatching(/flour.*was created/));
    await expect.poll(() => hint.count(), { timeout: 30_000 }).toBe(0);
  });
});

describe('the language server in Restricted Mode', () => {
  let window: MillraceWindow;

  beforeAll(async () => {
    const files = { 'unknown.stream.md': '```ts\n// Who wrote this?\n```\n' };
    window = await MillraceWindow.open({ name: 'language-restricted', files, restricted: true });
  });
  afterAll(() => window?.close());
  inOrder((step) => window.keepEvidence(step));

  test('runs, since it runs nobody’s code', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await workbench.statusBarItem('Restricted Mode').waitFor({ timeout: 60_000 });
    await workbench.openFile('unknown.stream.md');
    await page.locator('.notebookOverlay .code-cell-row .view-line').last().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\nssc.');
    const suggestions = page.locator('.suggest-widget.visible');
    await expect
      .poll(() => suggestions.innerText({ timeout: 2_000 }).catch(() => ''), { timeout: 60_000 })
      .toMatch(/queueStream/);
    await window.picture('restricted');
  });
});
