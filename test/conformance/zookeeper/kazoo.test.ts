// kazoo, Python's ZooKeeper client, against the coordination service on LevelDB and TCP.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/node/system-clock.ts';
import { systemRandom } from '../../../server/node/system-random.ts';
import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import type { Clock } from '../../../server/ports/clock.ts';
import type { Logger } from '../../../server/ports/logger.ts';
import { LevelStore } from '../../../server/storage/level-store.ts';
import { CoordinationService } from '../../../server/zookeeper/coordination-service.ts';
import { ZooKeeperServer } from '../../../server/zookeeper/server.ts';
import { Child } from '../../harness/child.ts';
import { missing, need, python } from '../../harness/requirements.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';

const suite = fileURLToPath(new URL('kazoo_suite.py', import.meta.url));
const names = Array.from(
  readFileSync(suite, 'utf8').matchAll(/^def (test_\w+)/gm),
  ([, name]) => name!,
);

/** The coordination service in a folder, on a port that it keeps over restarts. */
class Served {
  readonly #folder: TempFolder = tempFolder('kazoo');
  #stop: (() => Promise<void>) | undefined;
  #port = 0;

  async start(): Promise<string> {
    const clock: Clock = systemClock();
    const warn = (line: string) => void process.stderr.write(`${line}\n`);
    const logger: Logger = { error: warn, warn, info: () => undefined, debug: () => undefined };
    const store = await LevelStore.open(this.#folder.path);
    const service = await CoordinationService.open({
      ...{ store, clock, logger },
      random: systemRandom(),
      // Short, so that sessions of half a second can be had.
      tickTime: 200,
      maxSessionTimeout: 40_000,
    });
    const server = await ZooKeeperServer.listen({
      ...{ service, clock, logger },
      transport: tcpTransport(),
      address: { host: '127.0.0.1', port: this.#port },
      fourLetterWords: ['*'],
    });
    this.#stop = async () => {
      await server.close();
      await service.close();
      await store.close();
    };
    this.#port = server.address.port;
    return `${server.address.host}:${server.address.port}`;
  }

  async restart(): Promise<void> {
    await this.#stop?.();
    await this.start();
  }

  async remove(): Promise<void> {
    await this.#stop?.();
    this.#folder.remove();
  }
}

describe('kazoo', () => {
  const served = new Served();
  /** `ok`, or what was wrong, by test. */
  const outcomes = new Map<string, string>();
  let restarting: Promise<void> | undefined;
  let child: Child | undefined;

  beforeAll(async () => {
    if (missing('kazoo') !== undefined) return;
    child = await Child.start(python, [suite, await served.start(), ...names], {
      onLine: (line, stream) => {
        if (stream === 'stderr') process.stderr.write(`${line}\n`);
        if (line === 'restart') restarting = served.restart();
        const [, outcome, name, why] = /^(ok|failed) (\w+)(?:: (.*))?$/.exec(line) ?? [];
        if (outcome && name) outcomes.set(name, why?.replaceAll('\\n', '\n') ?? outcome);
      },
    });
    await child.exited;
    await restarting;
  });

  afterAll(async () => {
    await child?.kill();
    await served.remove();
  });

  test.for(names)('%s', (name, context) => {
    need(context, 'kazoo');
    expect(outcomes.get(name)).toBe('ok');
  });
});
