import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Idleness } from '../../../server/node/idle-collection.ts';
import { node, root } from '../../harness/places.ts';

test('a thread becomes idle after its start, and after each time it was busy', () => {
  const idleness = new Idleness();
  const utilizations = [0.8, 0.02, 0.001, 0, 0.02, 0.001, 0.3, 0.005, 0];
  expect(utilizations.filter((share) => idleness.begins(share))).toEqual([0.001, 0.005]);
});

test('garbage is collected, and the memory that it took given back', () => {
  const module = JSON.stringify(join(root, 'server/node/idle-collection.ts'));
  const script = `
    const collect = require(${module}).collector();
    const resident = () => process.memoryUsage.rss() / 1e6;
    let garbage = Array.from({ length: 500_000 }, (_, i) => ({ i }));
    const before = resident();
    garbage = undefined;
    collect();
    console.log(before - resident());`;
  const { stdout, stderr } = spawnSync(node, ['-e', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(Number(stdout)).toBeGreaterThan(10);
});
