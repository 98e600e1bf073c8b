// dist/bin: the names under which Kafka's users type its tools, for the PATH of a terminal.
import { chmod, mkdir, writeFile } from 'node:fs/promises';

const posix = (argument) => `#!/bin/sh
# VS Code says in MILLRACE_NODE what runs it; elsewhere it is the Node on the PATH.
ELECTRON_RUN_AS_NODE=1 exec "\${MILLRACE_NODE:-node}" "$(dirname "$0")/../cli.js"${argument} "$@"
`;

const windows = (argument) =>
  [
    '@echo off',
    'setlocal',
    'set ELECTRON_RUN_AS_NODE=1',
    'if not defined MILLRACE_NODE set MILLRACE_NODE=node',
    `"%MILLRACE_NODE%" "%~dp0..\\..\\cli.js"${argument} %*`,
    '',
  ].join('\r\n');

/** Kafka's scripts around its servers: they are there to say what to do here. */
const serverScripts = ['zookeeper', 'kafka'].flatMap((server) => [
  `${server}-server-start`,
  `${server}-server-stop`,
]);

/**
 * Writes scripts for tools, and one for `millrace` itself, into `folder` and `folder/windows`. Kafka's scripts are called
 * `kafka-topics.sh`, and `kafka-topics` where a package installs them.
 * @param tools names without `kafka-`
 */
export async function writeShims(folder, tools) {
  const scripts = tools
    .map((name) => (name === 'zookeeper-shell' ? name : `kafka-${name}`))
    .concat(serverScripts)
    .flatMap((name) => [name, `${name}.sh`]);
  await mkdir(`${folder}/windows`, { recursive: true });
  const write = async (name, first, firstOnWindows) => {
    await writeFile(`${folder}/${name}`, posix(first));
    await chmod(`${folder}/${name}`, 0o755);
    await writeFile(`${folder}/windows/${name}.cmd`, windows(firstOnWindows));
  };
  await write('millrace', '', '');
  // A tool's script tells the command line its own name.
  await Promise.all(scripts.map((name) => write(name, ' "$(basename "$0")"', ' "%~n0"')));
}
