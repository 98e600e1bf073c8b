import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';

/** A process that listens on a port. */
export interface PortOwner {
  readonly pid: number;
  /** What a user would call it: `Apache Kafka`, `postgres`, `node server.js`. */
  readonly name: string;
}

/** How long asking the system's tools may take: a user is waiting for the message. */
const TIMEOUT_MS = 2_000;

/**
 * Who listens on a TCP port of this machine, where the system tells: processes of other users are often
 * hidden. Never throws.
 */
export async function portOwner(port: number): Promise<PortOwner | undefined> {
  try {
    switch (process.platform) {
      case 'linux':
        return onLinux(port);
      case 'win32':
        return await onWindows(port);
      default:
        return await withLsof(port);
    }
  } catch {
    return undefined;
  }
}

function onLinux(port: number): PortOwner | undefined {
  const inodes = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
      listeningInodes(readOrEmpty(table), port),
    ),
  );
  const pid = inodes.size === 0 ? undefined : processWithSocket(inodes);
  if (pid === undefined) return undefined;
  const command = readOrEmpty(`/proc/${pid}/cmdline`).split('\0').slice(0, -1);
  return { pid, name: commandName(command) };
}

/** The inodes of the sockets that listen on `port`, from the text of /proc/net/tcp or tcp6. */
export function listeningInodes(table: string, port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const listening = '0A';
  return table.split('\n').flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    return local?.endsWith(`:${hexPort}`) && state === listening && inode !== undefined
      ? [inode]
      : [];
  });
}

function processWithSocket(inodes: ReadonlySet<string>): number | undefined {
  const deadline = performance.now() + TIMEOUT_MS;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (performance.now() > deadline) return undefined;
    for (const fd of listOrEmpty(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOrEmpty(`/proc/${pid}/fd/${fd}`))?.[1];
      if (inode !== undefined && inodes.has(inode)) return Number(pid);
    }
  }
  return undefined;
}

async function withLsof(port: number): Promise<PortOwner | undefined> {
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp'];
  const pid = Number(/^p(\d+)$/m.exec(await output('lsof', args))?.[1]);
  if (!Number.isInteger(pid)) return undefined;
  const command = await output('ps', ['-p', String(pid), '-o', 'command=']);
  return { pid, name: commandName(command.trim().split(' ')) };
}

async function onWindows(port: number): Promise<PortOwner | undefined> {
  const pid = listeningPid(await output('netstat', ['-ano']), port);
  if (pid === undefined) return undefined;
  const tasks = await output('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']);
  const image = /^"([^"]+)"/m.exec(tasks)?.[1];
  return { pid, name: image === undefined ? 'a process' : commandName([image]) };
}

/** The process that listens on `port`, from the output of Windows' `netstat -ano`, in any language. */
export function listeningPid(table: string, port: number): number | undefined {
  for (const line of table.split('\n')) {
    const [protocol, local, foreign, , pid] = line.trim().split(/\s+/);
    // The word for "listening" is translated; its lack of a peer is not.
    const listening = foreign === '0.0.0.0:0' || foreign === '[::]:0';
    if (protocol === 'TCP' && listening && local?.endsWith(`:${port}`)) return Number(pid);
  }
  return undefined;
}

/** What a user would call a program, from its command line. */
export function commandName(command: readonly string[]): string {
  const all = command.join(' ');
  if (/[\\/](cluster-host|cli)\.js\b/.test(all) && /millrace/i.test(all)) return 'another Millrace';
  if (/\bkafka\.Kafka\b/.test(all)) return 'Apache Kafka';
  if (/\bQuorumPeerMain\b/.test(all)) return 'Apache ZooKeeper';
  const [program = '', ...rest] = command;
  const name = basename(program.replaceAll('\\', '/')).replace(/\.exe$/i, '');
  if (name === '') return 'a process';
  const script = /^(node|deno|bun|python|ruby|perl|java)[\d.]*$/.test(name)
    ? rest.find((argument) => !argument.startsWith('-'))
    : undefined;
  return script === undefined ? name : `${name} ${basename(script)}`;
}

async function output(program: string, args: readonly string[]): Promise<string> {
  const run = promisify(execFile);
  const { stdout } = await run(program, [...args], { timeout: TIMEOUT_MS, windowsHide: true });
  return stdout;
}

/** Processes come and go and hide from other users while one looks at them: those have nothing to say. */
function orElse<T>(nothing: T, read: () => T): T {
  try {
    return read();
  } catch {
    return nothing;
  }
}
const readOrEmpty = (path: string) => orElse('', () => readFileSync(path, 'utf8'));
const listOrEmpty = (path: string) => orElse<string[]>([], () => readdirSync(path));
const linkOrEmpty = (path: string) => orElse('', () => readlinkSync(path));
