import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  type KernelEnd,
  type KernelProcess,
  startKernelProcess,
} from '../../../../../extension/notebook/kernel/kernel-process.ts';
import type { KernelEvent } from '../../../../../server/contract/kernel.ts';
import { tempFolder } from '../../../../harness/temp.ts';

const home = tempFolder('kernel-process');
afterAll(() => home.remove());

/** Starts a program in the place of the kernel. */
function start(name: string, program: string, lines: string[] = []): KernelProcess {
  const script = join(home.path, `${name}.cjs`);
  writeFileSync(script, program);
  return startKernelProcess({
    script,
    folder: home.path,
    settings: { notebook: join(home.path, 'a.stream.md') },
    report: (line) => lines.push(line),
  });
}

function endOf({ ended }: KernelProcess): Promise<KernelEnd> {
  return new Promise((resolve) => ended.on(resolve));
}

test('requests go in and events come out, whole, whatever is printed', async () => {
  const lines: string[] = [];
  const kernel = start(
    'echo',
    `const { createReadStream, createWriteStream } = require('node:fs');
     const out = createWriteStream(null, { fd: 4 });
     console.log('printed', JSON.parse(process.argv.at(-1)).notebook, process.cwd());
     require('node:readline').createInterface(createReadStream(null, { fd: 3 })).on('line', (line) => {
       const { cell } = JSON.parse(line);
       const text = JSON.stringify({ type: 'stray', name: 'stdout', cell, text: 'ü'.repeat(100_000) }) + '\\n';
       const bytes = Buffer.from(text);
       out.write(bytes.subarray(0, 101));
       out.write(bytes.subarray(101));
     }).on('close', () => process.exit(7));`,
    lines,
  );
  const told: KernelEvent[] = [];
  kernel.told.on((event) => {
    told.push(event);
    if (told.length === 2) kernel.kill();
  });
  kernel.send({ type: 'interrupt', cell: 'one' });
  kernel.send({ type: 'interrupt', cell: 'two' });
  const { how } = await endOf(kernel);
  expect(how).toBe('SIGKILL');
  expect(told.map((event) => event.type === 'stray' && [event.cell, event.text.length])).toEqual([
    ['one', 100_000],
    ['two', 100_000],
  ]);
  expect(lines).toEqual([`printed ${join(home.path, 'a.stream.md')} ${home.path}`]);
});

test('an end by itself says how, and what was printed last', async () => {
  const kernel = start('exit', `console.error('some reason'); process.exit(3);`);
  expect(await endOf(kernel)).toEqual({
    how: 'code 3',
    outOfMemory: false,
    errors: 'some reason',
  });
});

test('the end of memory is recognised by what V8 says', async () => {
  const kernel = start(
    'memory',
    `const code = 'const a = []; for (;;) a.push(new Array(100000).fill(a.length));';
     require('node:child_process').spawnSync(process.execPath, ['--max-old-space-size=20', '-e', code], {
       stdio: 'inherit',
     });
     process.abort();`,
  );
  expect(await endOf(kernel)).toMatchObject({ how: 'SIGABRT', outOfMemory: true });
});

test('a folder that is not there is an end as any other', async () => {
  const kernel = startKernelProcess({
    script: join(home.path, 'none.cjs'),
    folder: join(home.path, 'nowhere'),
    settings: { notebook: '' },
    report: () => undefined,
  });
  kernel.send({ type: 'shutdown' });
  expect((await endOf(kernel)).how).toMatch(/ENOENT/);
});
