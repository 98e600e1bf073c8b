// VS Code in the browser with an extension installed the way a user installs it: from its VSIX.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child, type Exit, run } from './child.ts';
import { node } from './places.ts';
import { installVscode, vscode } from './vscode-install.ts';

export type Settings = Readonly<Record<string, unknown>>;

export interface VscodeOptions {
  /** Keeps user data and extensions; the caller owns it. A second start finds them again. */
  home: string;
  /** The folder to open. */
  folder: string;
  /** VSIX files to install before VS Code opens. */
  vsix?: readonly string[];
  /** Settings beside the quiet ones that every test wants; not those of application scope. */
  settings?: Settings;
  /** Environment of VS Code, and with it of the extension host and its children. */
  env?: NodeJS.ProcessEnv;
  /** True if the user is asked whether to trust the folder, and has not been yet: Restricted Mode. */
  restricted?: boolean;
  /** Loopback port; a free one if absent. */
  port?: number;
}

export interface VscodeServer {
  readonly pid: number;
  /** Open this in a browser. */
  readonly url: string;
  /** Replaces those settings; an open window applies them within moments. */
  changeSettings(settings: Settings): void;
  readonly exited: Promise<Exit>;
  /** What VS Code printed. */
  output(): string;
  stop(): Promise<void>;
  /** Ends VS Code, extension host and all, as a crash or `kill -9` does. */
  kill(): Promise<void>;
}

/** Settings that keep greetings, updates and suggestions out of a window under test. */
export const quietSettings: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  // A sample or log opened in a test must not start compilers and linters.
  'typescript.disableAutomaticTypeAcquisition': true,
  // Screenshots are compared by eye: no blinking, no animation.
  'editor.cursorBlinking': 'solid',
  'workbench.reduceMotion': 'on',
};

/** The folder opens untrusted, and nobody is asked before something wants trust. */
const restrictedSettings: Settings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
};

/** Starts VS Code and waits until it accepts connections. Installs the server first if need be. */
export async function startVscode(options: VscodeOptions): Promise<VscodeServer> {
  await installVscode();
  const userData = join(options.home, 'user-data');
  const common = [
    vscode.codeServer,
    ...['--user-data-dir', userData],
    ...['--extensions-dir', join(options.home, 'extensions')],
    // Without it, code-server reads and writes a configuration file in the user's home folder.
    ...['--config', join(options.home, 'config.yaml')],
  ];
  // The machine's settings, and not the user's, are the ones that a window in the browser watches.
  const changeSettings = (settings: Settings) => writeSettings(join(userData, 'Machine'), settings);
  mkdirSync(options.home, { recursive: true });
  writeFileSync(join(options.home, 'config.yaml'), 'auth: none\ncert: false\n');
  const trust = options.restricted === true ? restrictedSettings : {};
  writeSettings(join(userData, 'User'), { ...quietSettings, ...trust });
  changeSettings(options.settings ?? {});
  for (const vsix of options.vsix ?? []) {
    await run(node, [...common, '--install-extension', vsix, '--force']);
  }
  const child = await Child.start(
    node,
    [
      ...common,
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${options.port ?? 0}`],
      ...['--disable-telemetry', '--disable-update-check'],
      ...(options.restricted === true ? [] : ['--disable-workspace-trust']),
      '--disable-getting-started-override',
      options.folder,
    ],
    { env: { ...process.env, ...options.env } },
  );
  try {
    const [, url = ''] = await child.line(/HTTP server listening on (http:\S+)/, 60_000);
    return {
      pid: child.pid,
      url: `${url.replace(/\/$/, '')}/?folder=${encodeURIComponent(options.folder)}`,
      changeSettings,
      exited: child.exited,
      output: () => child.stdout + child.stderr,
      stop: async () => void (await child.stop()),
      kill: async () => void (await child.kill()),
    };
  } catch (error) {
    await child.kill();
    throw error;
  }
}

function writeSettings(folder: string, settings: Settings): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings, undefined, 2));
}
