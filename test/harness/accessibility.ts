// What axe finds in a page inside a webview of VS Code.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { FrameLocator } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules that the page breaks as it is now, each with where: `color-contrast: <span …>`. */
export async function violationsOf(page: FrameLocator): Promise<string[]> {
  const body = await page.locator('body').elementHandle();
  const frame = await body?.ownerFrame();
  if (frame === null || frame === undefined) throw new Error('The page is gone.');
  // What VS Code paints behind the frame axe cannot see, and would take for white.
  await frame.evaluate(
    "document.documentElement.style.background = 'var(--vscode-editor-background)'",
  );
  await frame.evaluate(axe);
  const { violations } = (await frame.evaluate('axe.run()')) as AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}
