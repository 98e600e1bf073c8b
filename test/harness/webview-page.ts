// A webview's page as built, alone in a browser, with the policy that it has in VS Code. In the place of the extension stands
// the test.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { MarkedCluster } from '../../webview/contract/channel.ts';
import { inCache, inDist } from './places.ts';
import { type ThemeName, themes } from './vscode-themes.ts';

const ORIGIN = 'http://webview.test';

/** Answers a request; what it throws becomes the request's error. */
export type Answer = (request: string, argument: unknown) => unknown;

export class WebviewPage {
  readonly page: Page;
  /** The requests so far. */
  readonly requests: string[] = [];
  readonly #name: string;

  private constructor(page: Page, name: string) {
    this.page = page;
    this.#name = name;
  }

  /** Nothing is asked of any network. @param name the bundle's, in `dist/webview`. */
  static async open(browser: Browser, name: string, answer: Answer): Promise<WebviewPage> {
    const page = await browser.newPage({ viewport: { width: 980, height: 800 } });
    const opened = new WebviewPage(page, name);
    await page.route('**/*', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({
            contentType: 'text/javascript',
            body: readFileSync(inDist(`webview/${name}.js`)),
          })
        : route.fulfill({ contentType: 'text/html', body: htmlOf(name) }),
    );
    await page.exposeFunction('askTest', (request: string, argument: unknown) => {
      opened.requests.push(request);
      return answer(request, argument);
    });
    await page.addInitScript(vscodeApi);
    await page.goto(`${ORIGIN}/`);
    await opened.setTheme('dark');
    return opened;
  }

  /** Tells the page something unasked. */
  async tell(event: unknown): Promise<void> {
    await this.page.evaluate((data) => window.postMessage(data), { event });
  }

  /** Has it know that its cluster is marked. */
  async mark(cluster: MarkedCluster | null): Promise<void> {
    await this.page.evaluate((data) => window.postMessage(data), { cluster });
  }

  /** As when it was hidden and is shown again: what it has kept is there. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.setTheme('dark');
  }

  /** What the page's policy has forbidden. */
  violations(): Promise<string[]> {
    return this.page.evaluate('window.violations') as Promise<string[]>;
  }

  async setTheme(name: ThemeName): Promise<void> {
    await this.page.evaluate(
      ([kind, variables]) => {
        for (const [variable, value] of Object.entries(variables)) {
          document.documentElement.style.setProperty(`--vscode-${variable}`, value);
        }
        document.body.className = `vscode-${kind}`;
        document.body.style.background = 'var(--vscode-editor-background)';
      },
      [name, themes[name]] as const,
    );
  }

  /** The page in three themes, in `.cache/screenshots/webview`. */
  async pictures(name: string): Promise<void> {
    const folder = inCache('screenshots', 'webview');
    mkdirSync(folder, { recursive: true });
    for (const theme of Object.keys(themes) as ThemeName[]) {
      await this.setTheme(theme);
      await this.page.evaluate(
        'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
      );
      const path = join(folder, `${this.#name}-${name}-${theme}.png`);
      await this.page.screenshot({ path, fullPage: true });
    }
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

/** What VS Code gives a page, with the state in the session's storage; and a list of what its policy forbids. */
const vscodeApi = `
  window.violations = [];
  document.addEventListener('securitypolicyviolation', (event) =>
    window.violations.push(event.violatedDirective + ' ' + event.sourceFile + ':' + event.lineNumber));
  window.acquireVsCodeApi = () => ({
    async postMessage({ wants, id, request, argument }) {
      // A cluster without a mark, unless the test says otherwise.
      if (wants !== undefined) return;
      try {
        window.postMessage({ id, result: await window.askTest(request, argument) });
      } catch (error) {
        window.postMessage({ id, error: error.message });
      }
    },
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
  });
`;

/** As extension/panels/webview-page.ts makes it. */
function htmlOf(name: string): string {
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-test'; style-src 'nonce-test'">
    <meta property="csp-nonce" content="test">
    <title>${name}</title>
  </head>
  <body>
    <script type="module" nonce="test" src="/${name}.js"></script>
  </body>
</html>`;
}
