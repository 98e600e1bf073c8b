// The messages panel as built, alone in a browser: in the place of VS Code and of the process that reads are fakes, and the
// page has the policy that it has in VS Code.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { MessagesPanelEvent } from '../../../webview/contract/messages.ts';
import { inCache, inDist } from '../places.ts';
import { type ThemeName, themes } from '../vscode-themes.ts';
import type { FakeSetup, FakeWindow } from './fake-vscode.ts';

const ORIGIN = 'http://messages.test';

export interface MessagesPageOptions extends Partial<FakeSetup> {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: ThemeName;
}

export class MessagesPage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Nothing is asked of any network. */
  static async open(browser: Browser, options: MessagesPageOptions = {}): Promise<MessagesPage> {
    const { width = 1100, height = 760, theme = 'dark', ...given } = options;
    const setup: FakeSetup = {
      topic: { records: 20_000, rate: 0, spacing: 250 },
      opened: {},
      state: undefined,
      answers: {},
      ...given,
    };
    const page = await browser.newPage({ viewport: { width, height }, timezoneId: 'UTC' });
    const [vscode, worker] = await Promise.all([
      bundled('./fake-vscode.ts'),
      bundled('./fake-worker.ts'),
    ]);
    const scripts: Readonly<Record<string, string>> = {
      '/vscode.js': vscode,
      '/worker.js': worker,
      '/messages.js': readFileSync(inDist('webview/messages.js'), 'utf8'),
    };
    await page.route('**/*', (route) => {
      const body = scripts[new URL(route.request().url()).pathname];
      return body === undefined
        ? route.fulfill({ contentType: 'text/html', body: html })
        : route.fulfill({ contentType: 'text/javascript', body });
    });
    await page.addInitScript(`window.setup = ${JSON.stringify(setup)}`);
    await page.goto(`${ORIGIN}/`);
    const opened = new MessagesPage(page);
    await opened.setTheme(theme);
    return opened;
  }

  /** What the extension was asked under that name, in order. */
  async asked(request: string): Promise<unknown[]> {
    const all = await this.page.evaluate(() => (window as unknown as FakeWindow).asked);
    return all.filter((each) => each.request === request).map(({ argument }) => argument);
  }

  /** What the page keeps for when it is made anew. */
  kept(): Promise<unknown> {
    return this.page.evaluate(() => (window as unknown as FakeWindow).kept);
  }

  tell(event: MessagesPanelEvent): Promise<void> {
    return this.page.evaluate((event) => (window as unknown as FakeWindow).tell(event), event);
  }

  async setTheme(name: ThemeName): Promise<void> {
    const style = Object.entries(themes[name])
      .map(([variable, value]) => `--vscode-${variable}: ${value};`)
      .join(' ');
    await this.page.evaluate(
      ([name, style]) => {
        document.documentElement.style = style;
        document.body.className = `vscode-${name}`;
      },
      [name, style] as const,
    );
  }

  /** The page in three themes, in `.cache/screenshots/messages`. */
  async pictures(name: string): Promise<void> {
    const folder = inCache('screenshots', 'messages');
    mkdirSync(folder, { recursive: true });
    for (const theme of Object.keys(themes) as ThemeName[]) {
      await this.setTheme(theme);
      await this.page.evaluate(
        'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
      );
      await this.page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
    }
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, name)],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2023',
  });
  return outputFiles[0]?.text ?? '';
}

// As webview-page.ts has it; beside the panel's script only the fakes may run.
const html = `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-x'; worker-src 'self'">
    <title>orders</title>
  </head>
  <body>
    <script nonce="x" src="/vscode.js"></script>
    <script type="module" nonce="x" src="/messages.js"></script>
  </body>
</html>`;
