import { describe, expect, onTestFinished, test } from 'vitest';
import { Child, run } from '../../harness/child.ts';
import { node } from '../../harness/places.ts';

async function start(script: string): Promise<Child> {
  const child = await Child.start(node, ['-e', script]);
  onTestFinished(async () => void (await child.kill()));
  return child;
}

/** Runs until it is ended, and so does its own child, which prints `ready` to the same stdout. */
const withChild = `
  const code = 'console.log("ready"); setInterval(() => {}, 1000)';
  require('child_process').spawn(process.execPath, ['-e', code], { stdio: 'inherit' });
  setInterval(() => {}, 1000);
`;

describe('a line', () => {
  test('is found in what was printed and in what is still to come, on either stream', async () => {
    const child = await start(
      "console.log('one 1'); setTimeout(() => console.error('two 2'), 20); setInterval(() => {}, 1000)",
    );
    const [, two] = await child.line(/^two (\d)$/, 5000);
    const [, one] = await child.line(/^one (\d)$/, 5000);
    expect([one, two]).toEqual(['1', '2']);
  });

  test('is found although it is printed in pieces', async () => {
    const child = await start(
      "process.stdout.write('rea'); setTimeout(() => process.stdout.write('dy\\n'), 20)",
    );
    await expect(child.line(/^ready$/, 5000)).resolves.toBeDefined();
  });

  test('that does not come is an error that shows the output, at the end or when time is up', async () => {
    const ended = await start("console.log('no such file'); process.exit(3)");
    await expect(ended.line(/^ready$/, 5000)).rejects.toThrow(
      /ended with code 3[\s\S]*no such file/,
    );
    const silent = await start('setInterval(() => {}, 1000)');
    await expect(silent.line(/^ready$/, 50)).rejects.toThrow('printed no such line in 50 ms');
  });
});

describe('the end', () => {
  test.each(['stop', 'kill'] as const)('%s takes its own children along', async (how) => {
    const child = await start(withChild);
    await child.line(/^ready$/, 5000);
    // It settles when the last process that holds its stdout has ended.
    const exit = await child[how]();
    expect(exit.signal).toBe(how === 'stop' ? 'SIGTERM' : 'SIGKILL');
  });

  test('stop kills what does not want to end', async () => {
    const child = await start(
      "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready')",
    );
    await child.line(/^ready$/, 5000);
    expect((await child.stop('SIGTERM', 50)).signal).toBe('SIGKILL');
  });

  test('run gives the output of what succeeds and throws with that of what fails', async () => {
    const { stdout } = await run(node, ['-e', "console.log('done')"]);
    expect(stdout).toBe('done\n');
    await expect(run(node, ['-e', "console.error('broken'); process.exit(2)"])).rejects.toThrow(
      /ended with code 2:[\s\S]*broken/,
    );
    await expect(run('no-such-program', [])).rejects.toThrow('cannot start no-such-program');
  });
});
