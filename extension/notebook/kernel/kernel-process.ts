import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type {
  KernelEvent,
  KernelRequest,
  KernelSettings,
} from '../../../server/contract/kernel.ts';
import { hostEnvironment } from '../../clusters/host-process.ts';
import { Signal } from '../../signal.ts';

/** A kernel as a notebook's session sees it; a process but for tests. */
export interface KernelProcess {
  readonly told: Signal<KernelEvent>;
  /** Fires once. */
  readonly ended: Signal<KernelEnd>;
  send(request: KernelRequest): void;
  /** Ends it at once. */
  kill(): void;
}

/** How a process ended. */
export interface KernelEnd {
  /** `code 1`, `SIGKILL`. */
  readonly how: string;
  readonly outOfMemory: boolean;
  /** The last lines that it wrote to stderr. */
  readonly errors: string;
}

export interface KernelProcessOptions {
  /** The kernel's bundle. */
  readonly script: string;
  /** An existing folder. */
  readonly folder: string;
  readonly settings: KernelSettings;
  /** Is given what the process itself prints, which is nothing unless native code does. */
  readonly report: (line: string) => void;
}

/** What Node needs to be told for a kernel. */
const NODE_OPTIONS = [
  // Without it, Node ends when code in a timer is interrupted.
  '--no-force-async-hooks-checks',
  // That Node has not settled how scripts import is no concern of the cell that does it first.
  '--disable-warning=ExperimentalWarning',
];

/** Of stderr, in characters. */
const KEPT_ERRORS = 4_000;

/**
 * Starts a kernel on VS Code's own executable. Requests go to its file descriptor 3 and events come from 4. It ends
 * when the requests do: however this process ends, none is left behind.
 */
export function startKernelProcess(options: KernelProcessOptions): KernelProcess {
  const { script, folder, settings, report } = options;
  const child = spawn(process.execPath, [...NODE_OPTIONS, script, JSON.stringify(settings)], {
    cwd: folder,
    env: hostEnvironment(process.env),
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const told = new Signal<KernelEvent>();
  const ended = new Signal<KernelEnd>();
  const requests = child.stdio[3] as Writable;
  // A kernel that has ended takes no more; that it has is heard of below.
  requests.on('error', () => undefined);
  onLines(child.stdio[4] as Readable, (line) => told.fire(JSON.parse(line) as KernelEvent));
  let errors = '';
  onLines(child.stdio[1] as Readable, report);
  onLines(child.stdio[2] as Readable, (line) => {
    errors = `${errors}${line}\n`.slice(-KEPT_ERRORS);
    report(line);
  });
  whenOver(child, (how) => {
    const outOfMemory = /JavaScript heap out of memory|Reached heap limit|Allocation failed/.test(
      errors,
    );
    ended.fire({ how, outOfMemory, errors: errors.trimEnd() });
  });
  return {
    told,
    ended,
    send: (request) => void requests.write(`${JSON.stringify(request)}\n`),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Calls once: when it could not be started, or has ended and all that it wrote is read. */
function whenOver(child: ChildProcess, over: (how: string) => void): void {
  let isOver = false;
  const once = (how: string) => {
    if (!isOver) over(how);
    isOver = true;
  };
  child.on('error', (error) => once(error.message));
  child.on('close', (code, signal) => once(signal ?? `code ${code}`));
}

/** Calls with each line, also one that nothing ends. */
function onLines(stream: Readable, take: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  const parts: string[] = [];
  stream.on('data', (chunk: Buffer) => {
    const lines = decoder.write(chunk).split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) take([...parts.splice(0), line].join(''));
    if (last !== '') parts.push(last);
  });
  stream.on('end', () => {
    const rest = parts.join('') + decoder.end();
    if (rest !== '') take(rest);
  });
  stream.on('error', () => undefined);
}
