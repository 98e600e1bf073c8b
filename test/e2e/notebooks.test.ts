// A learner opens the first exercise, runs it, and sees the counts move.

import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';

/** A job that goes on until it is stopped, and the text that it counts. */
const endless = `# Words

\`\`\`ts
const batches = Array.from({ length: 600 }, (_, i) => sc.parallelize(['mill '.repeat(i + 1).trim()]));
const lines = ssc.queueStream(batches);
lines.flatMap((line) => line.split(' ')).map((word) => [word, 1]).reduceByKey((a, b) => a + b).pprint();
await ssc.start();
\`\`\`

\`\`\`ts
'meanwhile ' + 6 * 7
\`\`\`
`;

describe('notebooks', () => {
  let window: MillraceWindow;

  beforeAll(async () => {
    window = await MillraceWindow.open({
      name: 'notebooks',
      files: { 'words.stream.md': endless },
    });
  });
  afterAll(() => window?.close());
  inOrder((step) => window.keepEvidence(step));

  /** The text of all outputs that are rendered. */
  async function outputs(): Promise<string> {
    const texts = await Promise.all(window.workbench.page.frames().map(textOf));
    return texts.join('\n');
  }

  const seen = (text: RegExp, timeout = 30_000) =>
    expect.poll(outputs, { timeout, interval: 50 }).toMatch(text);
  const cell = (index: number) =>
    window.workbench.page
      .locator('.notebookOverlay .cell-list-container .code-cell-row')
      .nth(index);

  test('an exercise is copied into the folder and opens as a notebook', async () => {
    const { workbench } = window;
    const { quickInput } = workbench;
    await workbench.openContainer('Millrace');
    await expect
      .poll(() => workbench.tree('Streaming Jobs').welcome(), { timeout: 30_000 })
      .toMatch(/cells of notebooks start/);
    await workbench.ask('Millrace: Open Exercise…');
    await expect.poll(() => quickInput.title(), { timeout: 30_000 }).toMatch(/^Open Exercise/);
    await window.picture('exercises');
    await quickInput.accept('Network word count');
    await expect.poll(async () => (await quickInput.rows())[0]?.label).toMatch(/exercises in /);
    await quickInput.accept();
    await expect.poll(() => cell(0).count(), { timeout: 30_000 }).toBe(1);
    await expect
      .poll(() => workbench.statusBarItem('Kernel: idle').count(), { timeout: 30_000 })
      .toBe(1);
    await window.picture('an exercise');
  });

  test('all of its cells run, and words are counted', async () => {
    await window.workbench.runCommand('Notebook: Run All');
    await seen(/Time: [\s\S]*\(\w+,\d+\)/, 60_000);
    await window.workbench.screenshot('counting');
    // The last cell stops the job.
    await expect
      .poll(() => window.workbench.tree('Streaming Jobs').outline(), { timeout: 60_000 })
      .toMatch(/NetworkWordCount {2}stopped/);
    await window.picture('counted');
  });

  test('the output of a job moves while another cell runs', async () => {
    const { workbench } = window;
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile('words.stream.md');
    await expect.poll(() => cell(0).count(), { timeout: 30_000 }).toBe(1);
    await workbench.runCommand('Notebook: Run All');
    await seen(/\(mill,[3-9]\)/, 60_000);
    await seen(/meanwhile 42/);
    await expect.poll(() => workbench.statusBarItem(/Kernel: 1 job/).count()).toBe(1);
    await workbench.openContainer('Millrace');
    await expect
      .poll(() => workbench.tree('Streaming Jobs').outline())
      .toMatch(/records\/s · \d+ ms · words\.stream\.md/);
    await window.picture('a job');
  });

  test('the job stops from the view', async () => {
    const { workbench } = window;
    await workbench.runCommand('Millrace: Stop Job');
    await expect
      .poll(() => workbench.tree('Streaming Jobs').outline(), { timeout: 20_000 })
      .toMatch(/stopped · words\.stream\.md/);
    await expect.poll(() => workbench.statusBarItem('Kernel: idle').count()).toBe(1);
    await window.picture('stopped');
  });

  test('closing a notebook whose job runs asks first', async () => {
    const { workbench } = window;
    await workbench.runCommand('Notebook: Run All');
    await expect
      .poll(() => workbench.statusBarItem(/Kernel: 1 job/).count(), { timeout: 20_000 })
      .toBe(1);
    await workbench.runCommand('View: Close All Editors');
    await expect
      .poll(() => workbench.dialogText(), { timeout: 20_000 })
      .toMatch(/is still running/);
    await window.picture('closing');
    await workbench.answerDialog('Cancel');
    await expect.poll(() => cell(0).count(), { timeout: 30_000 }).toBe(1);
    await seen(/\(mill,\d+\)/);
    await expect.poll(() => workbench.statusBarItem(/Kernel: 1 job/).count()).toBe(1);
    await workbench.runCommand('View: Close All Editors');
    await expect
      .poll(() => workbench.dialogText(), { timeout: 20_000 })
      .toMatch(/is still running/);
    await workbench.answerDialog('Stop Job');
    await expect
      .poll(() => workbench.tree('Streaming Jobs').outline(), { timeout: 20_000 })
      .not.toMatch(/records\/s/);
  });
});

/** The text in a frame; '' for one that is going. */
function textOf(frame: Frame): Promise<string> {
  return frame.evaluate(() => document.body?.innerText ?? '').catch(() => '');
}
