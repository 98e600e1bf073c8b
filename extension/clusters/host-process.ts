import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname } from 'node:path';

/** A cluster host that was started from here, and may outlive this window. */
export interface HostProcess {
  readonly pid: number;
  /** Resolves when it has ended, with how: `code 1`, `SIGKILL`. */
  readonly ended: Promise<string>;
}

export interface HostProcessOptions {
  /** The host's script. */
  readonly script: string;
  /** Where it shall listen. */
  readonly controlPath: string;
  /** Where its stderr goes: nothing, unless it crashes. Overwritten. */
  readonly errorFile: string;
}

/**
 * Starts the cluster host on VS Code's own executable, in a process group of its own, so that neither
 * reloading nor closing this window ends it.
 * @throws Error if it cannot be started.
 */
export async function startHostProcess(options: HostProcessOptions): Promise<HostProcess> {
  await mkdir(dirname(options.errorFile), { recursive: true });
  const errors = await open(options.errorFile, 'w', 0o600);
  try {
    const child = spawn(process.execPath, hostArguments(options), {
      // A workspace folder may be deleted while the cluster runs.
      cwd: homedir(),
      env: hostEnvironment(process.env),
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'ignore', errors.fd],
    });
    const ended = new Promise<string>((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    return { pid: child.pid ?? 0, ended };
  } finally {
    await errors.close();
  }
}

/**
 * How long a host waits for a window, in milliseconds: as long as one takes to reload on a slow machine. MILLRACE_GRACE_MS
 * says otherwise, for tests.
 */
const GRACE = 20_000;

function hostArguments({ script, controlPath }: HostProcessOptions): string[] {
  return [
    script,
    ...['--control', controlPath],
    ...['--grace', process.env.MILLRACE_GRACE_MS ?? String(GRACE)],
    // The output channel of each window has a level of its own, which the user may change at any time.
    ...['--log-level', 'debug'],
  ];
}

/** VS Code's executable as plain Node, without what VS Code and debuggers set for their own children. */
export function hostEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !name.startsWith('VSCODE_') && name !== 'NODE_OPTIONS',
  );
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}

/** The last lines that a host wrote to `errorFile`, or ''. */
export async function lastErrors(errorFile: string): Promise<string> {
  const text = await readFile(errorFile, 'utf8').catch(() => '');
  return text.trimEnd().slice(-2000);
}
