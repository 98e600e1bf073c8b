// An Apache ZooKeeper to compare with, as Debian packages it.

import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Child } from './child.ts';
import { freePort } from './ports.ts';
import { tempFolder } from './temp.ts';

/** Debian's; it names the other archives that it needs. */
const archive = '/usr/share/java/zookeeper.jar';

export function hasApacheZooKeeper(): boolean {
  return existsSync(archive) && existsSync('/usr/bin/java');
}

/** A running server. */
export interface ApacheZooKeeper {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts one that has nothing in it, with containers and times to live. @throws Error if it does not come up. */
export async function startApacheZooKeeper(): Promise<ApacheZooKeeper> {
  const folder = tempFolder('apache-zookeeper');
  const port = await freePort();
  const configuration = join(folder.path, 'zoo.cfg');
  writeFileSync(
    configuration,
    [
      'tickTime=2000',
      `dataDir=${join(folder.path, 'data')}`,
      `clientPort=${port}`,
      'clientPortAddress=127.0.0.1',
      'admin.enableServer=false',
      '4lw.commands.whitelist=*',
    ].join('\n'),
  );
  const child = await Child.start('/usr/bin/java', [
    ...['-Xmx128m', '-Dzookeeper.extendedTypesEnabled=true', '-cp', archive],
    ...['org.apache.zookeeper.server.ZooKeeperServerMain', configuration],
  ]);
  const stop = async () => {
    await child.stop();
    folder.remove();
  };
  const deadline = Date.now() + 60_000;
  while (!(await serves(port))) {
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`Apache ZooKeeper has not come up:\n${child.stdout}${child.stderr}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { host: '127.0.0.1', port, stop };
}

/** True once it has a session for whoever asks: it accepts connections before that. */
function serves(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end('srvr'));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      answer += text;
    });
    socket.on('error', () => resolve(false));
    // One that is still starting may take the question and never answer it.
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('close', () => resolve(answer.includes('Mode: standalone')));
  });
}

/** What Apache's command line prints on stdout and stderr, given `commands` on its standard input. */
export async function zkCli(
  server: { readonly host: string; readonly port: number },
  commands: readonly string[],
): Promise<{ stdout: string; stderr: string }> {
  const folder = tempFolder('zkcli');
  const script = join(folder.path, 'commands');
  writeFileSync(script, `${commands.join('\n')}\n`);
  try {
    const child = await Child.start('/bin/sh', [
      '-c',
      'exec /usr/bin/java -Xmx64m -cp "$0" org.apache.zookeeper.ZooKeeperMain -server "$1" < "$2"',
      archive,
      `${server.host}:${server.port}`,
      script,
    ]);
    await child.exited;
    return { stdout: child.stdout, stderr: child.stderr };
  } finally {
    folder.remove();
  }
}
