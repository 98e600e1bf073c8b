import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needsTelling } from '../../../server/node/garbage-collection.ts';
import { node, root } from '../../harness/places.ts';

test.each([
  ['11.3.244.8-node.33', false],
  ['12.4.254.21-node.33', false],
  ['13.4.114.21-electron.0', false],
  ['13.6.233.17-node.53', true],
  ['14.2.231.18-electron.0', true],
  ['14.8.178.2', false],
  ['15.0.1', false],
])('V8 %s is told: %s', (version, told) => {
  expect(needsTelling(version)).toBe(told);
});

test('buffers that are gone do not have everything collected', () => {
  const churn = `
    const { PerformanceObserver, constants } = require('node:perf_hooks');
    let collections = 0;
    new PerformanceObserver((list) => {
      for (const { detail } of list.getEntries()) {
        if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections++;
      }
    }).observe({ entryTypes: ['gc'] });
    const turn = (left) => {
      for (let i = 0; i < 20; i++) new Uint8Array(500_000);
      if (left > 0) setImmediate(turn, left - 1);
      else setTimeout(() => console.log(collections), 20);
    };
    turn(60);`;
  const collections = (before: string) => {
    const { stdout, stderr } = spawnSync(node, ['-e', before + churn], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return Number(stdout);
  };
  const module = JSON.stringify(join(root, 'server/node/garbage-collection.ts'));
  const told = collections(`require(${module}).collectByBuffersInUse();`);
  expect(told).toBeLessThan(collections('') / 2);
});
