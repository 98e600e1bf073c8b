import { spawn } from 'node:child_process';
import {
  CLUSTER_IS_GIVEN,
  type GiveCluster,
  type WantCluster,
} from '../../contract/given-cluster.ts';
import type { KernelCluster } from '../../contract/kernel.ts';

export interface ToolProcessOptions {
  /** `cli.js`, the tool, and its arguments. */
  readonly args: readonly string[];
  /** The one that is selected: the tool asks for it over its channel when it is about to connect. */
  readonly cluster: KernelCluster;
  /** All that it can read; without it, nothing. */
  readonly input: string | undefined;
  readonly folder: string;
  /** Ends it as Ctrl-C does. */
  readonly interrupted: AbortSignal;
  /** Ends it at once. */
  readonly killed: AbortSignal;
  readonly print: (name: 'stdout' | 'stderr', text: string) => void;
}

/** How a process ended: one of the two is set. */
export interface ToolExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs a tool in a process of its own, by what runs this one.
 * @throws Error if it cannot be started
 */
export async function runTool(options: ToolProcessOptions): Promise<ToolExit> {
  const { args, cluster, input, folder, interrupted, killed, print } = options;
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', [CLUSTER_IS_GIVEN]: '1' },
    // By its end of the channel the tool notices when this process is no more, however that ended.
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    // Ctrl-C in the terminal that this process may run in is not for the tool: it would hear of it twice.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  child.on('message', (message: WantCluster) => {
    if (message?.type !== 'want-cluster') return;
    // One that has ended meanwhile needs it no longer.
    child.send({ type: 'give-cluster', cluster } satisfies GiveCluster, () => undefined);
  });
  const end = () => void child.kill('SIGINT');
  const endAtOnce = () => void child.kill('SIGKILL');
  interrupted.addEventListener('abort', end);
  killed.addEventListener('abort', endAtOnce);
  try {
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]!.setEncoding('utf8').on('data', (text: string) => print(name, text));
    }
    // What ends before it has read everything does not want it.
    child.stdin!.on('error', () => undefined).end(input ?? '');
    const exit = new Promise<ToolExit>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    if (interrupted.aborted) end();
    if (killed.aborted) endAtOnce();
    return await exit;
  } finally {
    interrupted.removeEventListener('abort', end);
    killed.removeEventListener('abort', endAtOnce);
  }
}
