// What a notebook's program uses that the notebook's kernel would have: see notebook.ts.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { inDist, node, toolEnvironment } from './places.ts';

/** Hands a value to the test that runs the program. */
export function reportToTest(value: unknown): void {
  process.stdout.write(`report ${JSON.stringify(value)}\n`);
}

/**
 * Runs the commands of a console cell one after the other, each fed with the lines that follow it up to the next command.
 * What they print comes to stdout. @throws Error for one that fails.
 */
export async function runConsoleCell(text: string): Promise<void> {
  const commands: { line: string; input: string }[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const [name = ''] = line.split(' ', 1);
    if (name !== '' && existsSync(inDist('bin', name))) commands.push({ line, input: '' });
    else if (commands.length > 0) commands.at(-1)!.input += `${line}\n`;
    else throw new Error(`This is no command of Millrace: ${line}`);
  }
  for (const { line, input } of commands) await runCommand(line, input);
}

async function runCommand(line: string, input: string): Promise<void> {
  const PATH = [inDist('bin'), process.env.PATH].join(delimiter);
  const child = spawn('/bin/sh', ['-c', line], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: toolEnvironment({ PATH, MILLRACE_NODE: node }),
  });
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${line} ended with code ${code}.`);
}
