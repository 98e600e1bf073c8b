// Apache Kafka's own clients and command-line tools, fetched from Maven Central when a test wants them.

import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { run } from './child.ts';
import { inCache } from './places.ts';

/** The releases that tests use: the last that speaks with brokers of ZooKeeper's time, and a recent one. */
export const kafkaReleases = ['3.9.1', '4.1.0'] as const;

export type KafkaRelease = (typeof kafkaReleases)[number];

/** Quick to start rather than fast in the long run; what it prints is UTF-8. */
const JAVA_FLAGS = [
  ...['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-Xmx512m'],
  '-Dfile.encoding=UTF-8',
];

/** What the tools bring along for Kafka Connect and for logging, and no test needs. */
const excluded = [
  'org.apache.kafka:connect-runtime',
  'org.apache.kafka:connect-transforms',
  'org.slf4j:slf4j-reload4j',
  'org.apache.logging.log4j:log4j-slf4j-impl',
];

function folderOf(release: KafkaRelease): string {
  return inCache('kafka-java', release);
}

/**
 * Fetches a release unless it is there. The folder gets its name as the last act, so that it is complete
 * whenever it exists. @throws Error with Maven's output if it cannot be had.
 */
export async function installKafka(release: KafkaRelease): Promise<void> {
  const folder = folderOf(release);
  if (existsSync(folder)) return;
  const partial = `${folder}.${process.pid}.partial`;
  try {
    await mkdir(partial, { recursive: true });
    await writeFile(join(partial, 'pom.xml'), pomOf(release));
    const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${join(partial, 'lib')}`];
    await run('mvn', ['-q', '-B', ...copy], { cwd: partial });
    await rename(partial, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Compiles Java sources against a release. Their classes are found by `javaCommand`. */
export async function compileJava(release: KafkaRelease, ...sources: string[]): Promise<void> {
  await installKafka(release);
  const folder = folderOf(release);
  const classes = join(folder, 'classes');
  await run('javac', ['-nowarn', '-d', classes, '-cp', join(folder, 'lib', '*'), ...sources]);
}

/** The command that runs a class of a release or of one's own; further `flags` are the virtual machine's. */
export function javaCommand(
  release: KafkaRelease,
  mainClass: string,
  flags: readonly string[] = [],
): string[] {
  const folder = folderOf(release);
  const classPath = [join(folder, 'classes'), join(folder, 'lib', '*')].join(delimiter);
  return ['java', ...JAVA_FLAGS, ...flags, '-cp', classPath, basename(mainClass, '.java')];
}

function pomOf(release: KafkaRelease): string {
  const exclusions = excluded.map((name) => {
    const [group, artifact] = name.split(':');
    return `<exclusion><groupId>${group}</groupId><artifactId>${artifact}</artifactId></exclusion>`;
  });
  const dependency = (group: string, artifact: string, version: string) => `
    <dependency>
      <groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>
      <exclusions>${exclusions.join('')}</exclusions>
    </dependency>`;
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>millrace</groupId><artifactId>kafka-java</artifactId><version>1</version>
  <dependencies>${[
    dependency('org.apache.kafka', 'kafka-tools', release),
    dependency('org.apache.kafka', 'kafka_2.13', release),
    dependency('org.slf4j', 'slf4j-nop', '1.7.36'),
  ].join('')}
  </dependencies>
</project>
`;
}
