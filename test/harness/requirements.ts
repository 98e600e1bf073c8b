// What tests need from outside of the project. On a developer's machine a test that lacks something is
// skipped and says why; in CI (CI=true) it fails, so that nothing is lost unseen.

import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';
import { hasApacheZooKeeper } from './apache-zookeeper.ts';
import { findBrowser } from './browser.ts';

const pythonModule = (name: string, aptPackage: string) => ({
  there: () => spawnSync(python, ['-c', `import ${name}`]).status === 0,
  how: `the Python module ${name} (Debian: ${aptPackage}, for ${python})`,
});

/** The Python whose modules Debian's packages provide, even where another one comes first on PATH. */
export const python: string = process.env.MILLRACE_PYTHON ?? '/usr/bin/python3';

const requirements = {
  browser: {
    there: () => findBrowser() !== undefined,
    how: 'Chromium or Chrome (Debian: chromium; or name it in MILLRACE_BROWSER)',
  },
  kcat: {
    there: () => spawnSync('kcat', ['-V']).status === 0,
    how: 'kcat (Debian, Homebrew: kcat)',
  },
  'kafka-python': pythonModule('kafka', 'python3-kafka'),
  'kafka-python codecs': pythonModule(
    'snappy, lz4, zstandard, crc32c',
    'python3-snappy python3-lz4 python3-zstandard python3-crc32c',
  ),
  'confluent-kafka': pythonModule('confluent_kafka', 'python3-confluent-kafka'),
  java: {
    there: () => ['javac', 'mvn'].every((name) => spawnSync(name, ['-version']).status === 0),
    how: 'a JDK and Maven (Debian: default-jdk-headless maven)',
  },
  kazoo: pythonModule('kazoo', 'python3-kazoo'),
  'Apache ZooKeeper': {
    there: hasApacheZooKeeper,
    how: 'Apache ZooKeeper and Java (Debian: zookeeper)',
  },
} as const;

export type Requirement = keyof typeof requirements;

/** What of these is not on this machine, as `needs X and Y`; undefined if nothing is missing. */
export function missing(...wanted: readonly Requirement[]): string | undefined {
  const absent = wanted.filter((name) => !requirements[name].there());
  if (absent.length === 0) return undefined;
  return `needs ${absent.map((name) => requirements[name].how).join(' and ')}`;
}

/**
 * Skips the test, with the reason, if something that it needs is missing.
 * @throws Error instead, in CI.
 */
export function need(context: TestContext, ...wanted: readonly Requirement[]): void {
  const why = missing(...wanted);
  if (why === undefined) return;
  if (process.env.CI === 'true') throw new Error(why);
  context.skip(why);
}
