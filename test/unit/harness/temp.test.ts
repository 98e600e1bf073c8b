import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Child } from '../../harness/child.ts';
import { node, root } from '../../harness/places.ts';
import { tempFolder } from '../../harness/temp.ts';

test('a temporary folder is there until it is removed', () => {
  const folder = tempFolder('temp-test');
  writeFileSync(join(folder.path, 'file'), 'text');
  folder.remove();
  expect(existsSync(folder.path)).toBe(false);
  folder.remove();
});

test.each(['process.exit(3)', 'process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)'])(
  'it and all children go with the process, which does %s',
  async (end) => {
    const code = `
      import { Child } from '${root}/test/harness/child.ts';
      import { tempFolder } from '${root}/test/harness/temp.ts';
      console.log('folder ' + tempFolder('temp-test').path);
      await Child.start(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).then(
        ({ pid }) => console.log('child ' + pid),
      );
      ${end}
    `;
    const parent = await Child.start(node, ['--input-type=module', '-e', code]);
    onTestFinished(async () => void (await parent.kill()));
    const exit = await parent.exited;
    expect(exit.code === 3 || exit.signal === 'SIGTERM').toBe(true);
    const [, folder = ''] = parent.stdout.match(/^folder (.+)$/m) ?? [];
    expect(folder).toMatch(/millrace-temp-test-/);
    expect(existsSync(folder)).toBe(false);
    const [, pid] = parent.stdout.match(/^child (\d+)$/m) ?? [];
    await expect.poll(() => isRunning(Number(pid))).toBe(false);
  },
);

/** False for a process that has ended, also while nobody has asked how. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // On Linux, it lingers as a zombie until its parent, or init, has asked.
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
}
