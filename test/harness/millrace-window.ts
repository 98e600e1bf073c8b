// VS Code with the packaged extension, as a user has it after installing: own profile, own cluster data,
// free ports, nothing shared with a Millrace that the person at this machine may be running.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startBrowser } from './browser.ts';
import { packageExtension } from './package-extension.ts';
import { freePort } from './ports.ts';
import { type TempFolder, tempFolder } from './temp.ts';
import { type Settings, startVscode, type VscodeServer } from './vscode-server.ts';
import { type ThemeKind, Workbench } from './workbench.ts';

/** The themes in which every step is pictured, by their ids in settings. The last one stays on. */
const themes: Readonly<Record<ThemeKind, string>> = {
  light: 'Light Modern',
  'high-contrast': 'Default High Contrast',
  dark: 'Dark Modern',
};

export interface MillraceWindowOptions {
  /** Names the folder of its pictures in `.cache/screenshots`. */
  name: string;
  settings?: Settings;
  /** The files of the folder that is opened, by their names; empty unless given. */
  files?: Readonly<Record<string, string>>;
  /** How long a cluster outlives the window that started it, in milliseconds; as for users unless given. */
  graceMs?: number;
  /** True if the folder is opened in Restricted Mode. */
  restricted?: boolean;
  /** VSIX files of other extensions to install. */
  beside?: readonly string[];
  /** Environment of VS Code beside this process's own. */
  env?: NodeJS.ProcessEnv;
}

export class MillraceWindow {
  /** `localhost:PORT` of the cluster that this window starts; the same after a restart. */
  readonly bootstrap: string;
  readonly port: number;
  readonly #name: string;
  readonly #browser: Browser;
  readonly #home: TempFolder;
  #server: VscodeServer | undefined;
  #workbench: Workbench | undefined;
  readonly #files: Readonly<Record<string, string>>;
  #settings: Settings;
  readonly #graceMs: number | undefined;
  readonly #env: NodeJS.ProcessEnv;
  readonly #restricted: boolean;
  #steps = 0;

  /** Packages the extension, installs it, and opens a window on an empty folder. */
  static async open(options: MillraceWindowOptions): Promise<MillraceWindow> {
    const vsix = await packageExtension();
    const window = new MillraceWindow(options, await freePort(), await startBrowser());
    try {
      await window.#open([vsix, ...(options.beside ?? [])]);
    } catch (error) {
      await window.close();
      throw error;
    }
    return window;
  }

  private constructor(options: MillraceWindowOptions, port: number, browser: Browser) {
    this.#name = options.name;
    this.#files = options.files ?? {};
    this.#graceMs = options.graceMs;
    this.#env = options.env ?? {};
    this.#restricted = options.restricted ?? false;
    this.#home = tempFolder(options.name);
    this.#browser = browser;
    this.port = port;
    this.bootstrap = `localhost:${port}`;
    this.#settings = {
      'millrace.cluster.port': port,
      'millrace.cluster.zookeeperPort': 0,
      'millrace.cluster.dataDirectory': join(this.#home.path, 'cluster'),
      'workbench.colorTheme': themes.dark,
      ...options.settings,
    };
  }

  /** The folder that is opened. */
  get folder(): string {
    return join(this.#home.path, 'workspace');
  }

  get workbench(): Workbench {
    if (this.#workbench === undefined) throw new Error('the window is closed');
    return this.#workbench;
  }

  get server(): VscodeServer {
    if (this.#server === undefined) throw new Error('VS Code does not run');
    return this.#server;
  }

  /** Opens a second window of the same VS Code; its pictures go to `NAME-second`. */
  openAnother(): Promise<Workbench> {
    return Workbench.open(this.#browser, this.server.url, { screenshots: `${this.#name}-second` });
  }

  /** Ends VS Code, extension host and all, as a crash does. */
  async kill(): Promise<void> {
    await this.server.kill();
    await this.workbench.close();
    this.#server = undefined;
    this.#workbench = undefined;
  }

  /** Starts VS Code again after it was killed, with all that it had. */
  async reopen(): Promise<void> {
    await this.#open([]);
  }

  async #open(vsix: readonly string[]): Promise<void> {
    const { folder } = this;
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(this.#files)) writeFileSync(join(folder, name), text);
    this.#server = await startVscode({
      home: join(this.#home.path, 'vscode'),
      folder,
      vsix,
      settings: this.#settings,
      restricted: this.#restricted,
      env: {
        ...this.#env,
        // Whoever has the same runtime folder shares one cluster.
        MILLRACE_RUNTIME_DIR: join(this.#home.path, 'run'),
        ...(this.#graceMs !== undefined && { MILLRACE_GRACE_MS: String(this.#graceMs) }),
      },
    });
    this.#workbench = await Workbench.open(this.#browser, this.#server.url, {
      screenshots: this.#name,
      keep: vsix.length === 0,
    });
  }

  /** Changes some settings and leaves the others as they are. */
  change(settings: Settings): void {
    this.#settings = { ...this.#settings, ...settings };
    this.server.changeSettings(this.#settings);
  }

  /** Pictures the window in each theme, as `NN-step-theme.png`; `look` is called while the theme is on. */
  async picture(step: string, look?: (theme: ThemeKind) => Promise<void>): Promise<void> {
    this.#steps += 1;
    const name = `${String(this.#steps).padStart(2, '0')}-${step.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;
    for (const [kind, theme] of Object.entries(themes) as [ThemeKind, string][]) {
      this.change({ 'workbench.colorTheme': theme });
      await this.workbench.themeIs(kind);
      await this.workbench.screenshot(`${name}-${kind}`);
      await look?.(kind);
    }
  }

  /** Keeps what helps to find out why a test failed, beside the pictures. */
  async keepEvidence(step: string): Promise<void> {
    if (this.#workbench === undefined) return;
    await this.workbench.screenshot(`failed-${step.replaceAll(/[^A-Za-z0-9]+/g, '-')}`);
    writeFileSync(join(this.workbench.screenshots, 'vscode.log'), this.server.output());
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server?.stop();
    this.#home.remove();
  }
}
