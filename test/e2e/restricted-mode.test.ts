// Somebody opens a folder of which they do not know who made it: nothing in it runs before they say so.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';

const notebook = `\`\`\`ts
import { writeFileSync } from 'node:fs';

writeFileSync('ran.txt', 'here I was');
\`\`\`
`;

describe('in Restricted Mode', () => {
  let window: MillraceWindow;

  beforeAll(async () => {
    window = await MillraceWindow.open({
      name: 'restricted-mode',
      files: { 'unknown.stream.md': notebook },
      restricted: true,
    });
  });
  afterAll(() => window?.close());
  inOrder((step) => window.keepEvidence(step));

  const hasRun = () => existsSync(join(window.folder, 'ran.txt'));

  test('a notebook opens, and no kernel is started for it', async () => {
    const { workbench } = window;
    await workbench.statusBarItem('Restricted Mode').waitFor({ timeout: 60_000 });
    await workbench.openFile('unknown.stream.md');
    await workbench.statusBarItem('Kernel: not started').waitFor({ timeout: 60_000 });
    await window.picture('restricted');
  });

  test('running a cell asks for trust, and does nothing without', async () => {
    const { workbench } = window;
    await workbench.page.getByRole('button', { name: 'Run All' }).click();
    await expect.poll(() => workbench.dialogText(), { timeout: 20_000 }).toMatch(/trust/i);
    await window.picture('asked for trust');
    await workbench.answerDialog('Cancel');
    await workbench.statusBarItem('Restricted Mode').waitFor();
    await workbench.statusBarItem('Kernel: not started').waitFor();
    expect(hasRun()).toBe(false);
  });

  test('the cell runs once the folder is trusted', async () => {
    const { workbench } = window;
    await workbench.page.getByRole('button', { name: 'Run All' }).click();
    await expect.poll(() => workbench.dialogText(), { timeout: 20_000 }).toMatch(/trust/i);
    await workbench.answerDialog('Trust Folder & Continue');
    await expect.poll(hasRun, { timeout: 60_000 }).toBe(true);
    await workbench.statusBarItem('Restricted Mode').waitFor({ state: 'detached' });
  });
});
