// The notebook renderer as built, alone in a browser: in the place of VS Code stands a page with its variables.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { inCache, inDist } from './places.ts';
import { type ThemeName, themes } from './vscode-themes.ts';

/** What the script of the page gives it. */
interface NotebookWindow {
  show(id: string, mime: string, text: string): void;
  dispose(id: string): void;
  setTheme(name: string, style: string): void;
}

const ORIGIN = 'http://notebook.test';

/** A page with outputs, each in a place of its own. */
export class RendererPage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Nothing is asked of any network. */
  static async open(browser: Browser, theme: ThemeName = 'dark'): Promise<RendererPage> {
    const page = await browser.newPage({ viewport: { width: 980, height: 800 } });
    await page.route('**/*', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({
            contentType: 'text/javascript',
            body: readFileSync(inDist('webview/renderer.js')),
          })
        : route.fulfill({ contentType: 'text/html', body: html }),
    );
    await page.goto(`${ORIGIN}/`);
    await page.waitForFunction('window.renderer !== undefined');
    const opened = new RendererPage(page);
    await opened.setTheme(theme);
    return opened;
  }

  /** As VS Code does: the same id is the same output. */
  async show(id: string, mime: string, value: unknown): Promise<void> {
    await this.page.evaluate(
      ([id, mime, text]) => (window as unknown as NotebookWindow).show(id, mime, text),
      [id, mime, JSON.stringify(value)] as const,
    );
  }

  /** The output is gone, and its place with it. */
  async dispose(id: string): Promise<void> {
    await this.page.evaluate((id) => (window as unknown as NotebookWindow).dispose(id), id);
  }

  async setTheme(name: ThemeName): Promise<void> {
    const style = Object.entries(themes[name]).map(
      ([variable, value]) => `--vscode-${variable}: ${value};`,
    );
    await this.page.evaluate(
      ([name, style]) => (window as unknown as NotebookWindow).setTheme(name, style),
      [name, style.join(' ')] as const,
    );
  }

  /** The page in three themes, in `.cache/screenshots/renderer`. */
  async pictures(name: string): Promise<void> {
    const folder = inCache('screenshots', 'renderer');
    mkdirSync(folder, { recursive: true });
    for (const theme of Object.keys(themes) as ThemeName[]) {
      await this.setTheme(theme);
      await this.page.evaluate(
        'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
      );
      await this.page.screenshot({ path: join(folder, `${name}-${theme}.png`), fullPage: true });
    }
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

const html = `<!DOCTYPE html>
<html lang="en">
  <body>
    <main></main>
    <script type="module">
      import { activate } from '/renderer.js';
      window.renderer = activate({});
      window.show = (id, mime, text) => {
        let place = document.getElementById(id);
        if (place === null) {
          place = document.createElement('div');
          place.id = id;
          place.style = 'margin: 12px; padding: 4px 8px';
          document.querySelector('main').append(place);
        }
        window.renderer.renderOutputItem({ id, mime, text: () => text }, place);
      };
      window.dispose = (id) => {
        window.renderer.disposeOutputItem(id);
        document.getElementById(id).remove();
      };
      window.setTheme = (name, style) => {
        document.documentElement.style = style;
        document.body.className = 'vscode-' + name;
        document.body.style = 'margin: 0; background: var(--vscode-editor-background)';
      };
    </script>
  </body>
</html>`;
