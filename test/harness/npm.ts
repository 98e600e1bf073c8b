// npm, on the project's Node.

import { run } from './child.ts';
import { node } from './places.ts';

/** Runs npm to its end. @throws Error with the end of its output if it fails. */
export async function npm(cwd: string, ...args: string[]): Promise<void> {
  // npm names its own script to the scripts that it runs.
  const script = process.env.npm_execpath;
  const [command, ...before] = script?.endsWith('.js') ? [node, script] : ['npm'];
  await run(command as string, [...before, '--loglevel=error', ...args], { cwd });
}
