// kcat: librdkafka from the command line.

import { spawn } from 'node:child_process';
import { Child } from './child.ts';

/** Produces each line as a record. `args` choose partition, key and such: `['-p', '0']`. */
export async function produceLines(
  bootstrap: string,
  topic: string,
  lines: readonly string[],
  args: readonly string[] = [],
): Promise<void> {
  await kcat(
    ['-P', '-b', bootstrap, '-t', topic, ...args],
    lines.map((line) => `${line}\n`).join(''),
  );
}

/** All records of a topic from its beginning, one a line; `format` is kcat's, `%s` the value. */
export async function readLines(
  bootstrap: string,
  topic: string,
  format = '%s',
): Promise<string[]> {
  const output = await kcat(['-C', '-e', '-q', '-b', bootstrap, '-t', topic, '-f', `${format}\n`]);
  return output.split('\n').slice(0, -1);
}

/** A member of a consumer group that reads until it is stopped. */
export function joinGroup(bootstrap: string, group: string, topic: string): Promise<Child> {
  return Child.start('kcat', [
    ...['-G', group, '-b', bootstrap, '-q', '-u'],
    ...['-X', 'auto.offset.reset=earliest', '-X', 'auto.commit.interval.ms=200'],
    topic,
  ]);
}

/** Runs kcat to its end. @throws Error with what it said if it fails. */
function kcat(args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('kcat', args, { stdio: 'pipe', timeout: 30_000 });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`kcat ${args.join(' ')} ended with ${code}:\n${stderr}`));
    });
    child.stdin.end(input);
  });
}
