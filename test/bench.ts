// `npm run bench`: every benchmark of test/bench, or those named: `npm run bench -- records`.
// What a benchmark takes as arguments is given to it alone: `node test/bench/records.ts 200`.
// What came out, and what limits it, is in test/bench/README.md.

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describeMachine } from './bench/measure/machine.ts';
import { node, root } from './harness/places.ts';

const wanted = process.argv.slice(2);
const all = globSync('test/bench/*.ts', { cwd: root }).sort();
const nameOf = (file: string) => basename(file, '.ts');
const unknown = wanted.filter((name) => !all.some((file) => nameOf(file) === name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(' ')}. There are: ${all.map(nameOf).join(' ')}`);
  process.exit(2);
}
console.log(describeMachine());
for (const file of all) {
  if (wanted.length > 0 && !wanted.includes(nameOf(file))) continue;
  console.log(`\n▸ ${nameOf(file)}\n`);
  const { status } = spawnSync(node, [join(root, file)], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
