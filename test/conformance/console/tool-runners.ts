// The same command line, run by one of our tools and by Kafka's.

import { spawn } from 'node:child_process';
import { inDist, node, toolEnvironment } from '../../harness/places.ts';
import type { KafkaTools, Tool, ToolResult } from '../kafka/kafka-tools.ts';

/** Runs one of our tools as its script does. */
export async function runOurs(
  tool: string,
  args: readonly string[],
  stdin = '',
): Promise<ToolResult> {
  const child = spawn(node, [inDist('cli.js'), tool, ...args], { env: toolEnvironment() });
  const read = async (stream: AsyncIterable<Buffer>) => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([read(child.stdout), read(child.stderr)]);
  return { code: (await ended) ?? -1, stdout, stderr };
}

/** What a tool prints and how it ends, without what differs from one run to the next. */
export interface Outcome {
  readonly line: string;
  readonly code: number;
  readonly stdout: string;
}

/**
 * Plays command lines, each with `kafka-…` first, against a cluster. `NAME` in a line stands for a name of the
 * player's own, so that two may play at once; in what is printed it stands for the name again. Of a line that
 * begins with `~` only the code counts, since what we print is another text.
 */
export async function play(
  lines: readonly string[],
  name: string,
  bootstrap: string,
  run: (tool: Tool, args: readonly string[]) => Promise<ToolResult>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const line of lines) {
    const words = line.replace(/^~/, '').split(' ');
    const [tool, ...args] = words.map((word) => word.replaceAll('NAME', name));
    const { code, stdout } = await run(tool as Tool, [...args, '--bootstrap-server', bootstrap]);
    outcomes.push({ line, code, stdout: line.startsWith('~') ? '' : normal(stdout, name) });
  }
  return outcomes;
}

/** Runs a tool of Kafka's. */
export function runTheirs(tools: KafkaTools) {
  return (tool: Tool, args: readonly string[]) => tools.run(tool, args);
}

function normal(stdout: string, name: string): string {
  return (
    stdout
      .replaceAll(name, 'NAME')
      .replace(/TopicId: \S{22}/g, 'TopicId: …')
      // In the order in which they came.
      .replace(/(?<=\tIsr: )[\d,]+/g, (isr) => isr.split(',').sort().join(','))
      .replace(/org\.apache\.kafka\.common\.errors\.\w+: /g, '')
      // A line that was not ended.
      .replace('are active.Clearing', 'are active.\nClearing')
      // An Optional slipped into its message.
      .replace(/'Optional\[(.*)\]' does not exist/g, "'$1' does not exist")
      // The stack of an exception.
      .replace(/\n\tat .*/g, '')
      .replace(/\n(?:Caused by: |java\.|org\.apache\.).*/g, '')
      .trimEnd()
  );
}
