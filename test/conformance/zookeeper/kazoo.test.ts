// kazoo, Python's ZooKeeper client, against the coordination service on LevelDB and TCP.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Child } from '../../harness/child.ts';
import { missing, need, python } from '../../harness/requirements.ts';
import { Served } from './served.ts';

const suite = fileURLToPath(new URL('kazoo_suite.py', import.meta.url));
const names = Array.from(
  readFileSync(suite, 'utf8').matchAll(/^def (test_\w+)/gm),
  ([, name]) => name!,
);

describe('kazoo', () => {
  /** `ok`, or what was wrong, by test. */
  const outcomes = new Map<string, string>();
  let served: Served | undefined;
  let child: Child | undefined;
  let restarting: Promise<void> | undefined;

  beforeAll(async () => {
    if (missing('kazoo') !== undefined) return;
    // Short ticks, so that sessions of half a second can be had.
    served = await Served.start({ tickTime: 200 });
    const { host, port } = served.address;
    child = await Child.start(python, [suite, `${host}:${port}`, ...names], {
      onLine: (line, stream) => {
        if (stream === 'stderr') process.stderr.write(`${line}\n`);
        if (line === 'restart') restarting = served?.restart();
        const [, outcome, name, why] = /^(ok|failed) (\w+)(?:: (.*))?$/.exec(line) ?? [];
        if (outcome && name) outcomes.set(name, why?.replaceAll('\\n', '\n') ?? outcome);
      },
    });
    await child.exited;
    await restarting;
  });

  afterAll(async () => {
    await child?.kill();
    await served?.remove();
  });

  test.for(names)('%s', (name, context) => {
    need(context, 'kazoo');
    expect(outcomes.get(name)).toBe('ok');
  });
});
