// What axe finds in a page, alone in a browser or inside a webview of VS Code.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame, FrameLocator, Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * The rules that a page breaks as it is now, each with where: `color-contrast: <span …>`.
 * @param context what axe looks at, as an expression of its API; all if absent
 */
export async function violationsIn(page: Page | Frame, context = 'document'): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = (await page.evaluate(`axe.run(${context})`)) as AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** The same of the page inside a webview. */
export async function violationsOf(page: FrameLocator): Promise<string[]> {
  const body = await page.locator('body').elementHandle();
  const frame = await body?.ownerFrame();
  if (frame === null || frame === undefined) throw new Error('The page is gone.');
  // What VS Code paints behind the frame axe cannot see, and would take for white.
  await frame.evaluate(
    "document.documentElement.style.background = 'var(--vscode-editor-background)'",
  );
  return violationsIn(frame);
}
