import { deserialize, serialize } from 'node:v8';
import { MemoryStore } from '../../server/storage/memory-store.ts';
import type { Environment } from '../../server/streaming/environment.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryFiles } from './memory-files.ts';
import { MemoryTransport } from './memory-transport.ts';
import { seededRandom } from './seeded-random.ts';

/** A world for the streaming engine in which nothing happens that a test does not do, and what it did is seen. */
export interface StreamingEnvironment extends Environment {
  readonly clock: ManualClock;
  readonly files: MemoryFiles;
  readonly transport: MemoryTransport;
  /** What was printed so far, in the order of the calls. */
  readonly printed: string[];
  /** What was logged so far, such as `warn …`. */
  readonly logged: string[];
}

/**
 * Files, stores and connections in memory, a clock that stands still, chance from a seed, two cores, local time that
 * is UTC, and no Kafka.
 * @param over replaces parts, such as `kafka`.
 */
export function streamingEnvironment(over: Partial<Environment> = {}): StreamingEnvironment {
  const clock = new ManualClock();
  const files = new MemoryFiles(clock);
  const printed: string[] = [];
  const logged: string[] = [];
  const log = (level: string) => (line: string) => {
    logged.push(`${level} ${line}`);
  };
  const stores = new Map<string, MemoryStore>();
  const parts = {
    ...{ clock, files, printed, logged },
    transport: new MemoryTransport(),
    random: seededRandom(),
    serializer: {
      serialize: (value: unknown) => new Uint8Array(serialize(value)),
      deserialize: (bytes: Uint8Array): unknown => deserialize(bytes),
    },
    kafka: () => {
      throw new Error('This test has no Kafka.');
    },
    logger: { error: log('error'), warn: log('warn'), info: log('info'), debug: log('debug') },
    print: (text: string) => {
      printed.push(text);
    },
    localTime: (ms: number) =>
      new Date(ms)
        .toISOString()
        .replace('T', ' ')
        .replace(/(\.000)?Z$/, ''),
    // Whoever opens a folder again finds what was written there.
    openStore: async (folder: string) => {
      const store = stores.get(folder) ?? new MemoryStore();
      stores.set(folder, store);
      return store;
    },
    openDatabase: async () => {
      throw new Error('This test has no SQLite.');
    },
    cores: 2,
  };
  return { ...parts, ...over } as StreamingEnvironment;
}
