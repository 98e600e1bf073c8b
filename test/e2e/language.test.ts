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
    const { workbench } = window;
    await workbench.page.locator('.monaco-workbench').press('F1');
    await workbench.quickInput.type('orders.stream.md');
    await workbench.quickInput.pick('orders.stream.md');
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
});
