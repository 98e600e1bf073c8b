import type { Random } from '../../ports/random.ts';
import { MemoryStore } from '../../storage/memory-store.ts';
import type { Environment } from '../environment.ts';
import { plainSerializer } from './plain-serializer.ts';
import type { TestClock } from './test-clock.ts';
import { TestFiles } from './test-files.ts';
import type { TestKafka } from './test-kafka.ts';

/** The world of a test: nothing happens in it that the test does not do, and what was done is seen. */
export interface TestEnvironment extends Environment {
  readonly files: Environment['files'] & TestFiles;
  /** What was printed, in the order of the calls. */
  readonly printed: string[];
  /** What was logged, each line after its level: `warn …`. */
  readonly logged: string[];
}

/**
 * Files, stores and Kafka in memory, chance from a seed, two cores, local time that is UTC, and no network.
 * @param over replaces parts.
 */
export function testEnvironment(
  clock: TestClock,
  kafka: TestKafka,
  over: Partial<Environment> = {},
): TestEnvironment {
  const printed: string[] = [];
  const logged: string[] = [];
  const log = (level: string) => (line: string) => {
    logged.push(`${level} ${line}`);
  };
  const stores = new Map<string, MemoryStore>();
  return {
    clock,
    random: seededRandom(),
    files: new TestFiles(clock),
    transport: { listen: noNetwork, connect: noNetwork },
    serializer: plainSerializer,
    kafka: kafka.connector,
    logger: { error: log('error'), warn: log('warn'), info: log('info'), debug: log('debug') },
    print: (text) => {
      printed.push(text);
    },
    localTime: utc,
    // Whoever opens a folder again finds what was written there.
    openStore: async (folder) => {
      const store = stores.get(folder) ?? new MemoryStore();
      stores.set(folder, store);
      return store;
    },
    openDatabase: noDatabase,
    cores: 2,
    ...over,
    ...{ printed, logged },
  } as TestEnvironment;
}

async function noNetwork(): Promise<never> {
  throw new Error(
    'A StreamTest has no network: give it one, as `environment.transport`, or an input.',
  );
}

async function noDatabase(): Promise<never> {
  throw new Error('A StreamTest has no SQLite: give it one, as `environment.openDatabase`.');
}

/** `2026-01-31 23:59:59`, and milliseconds where there are some. */
function utc(ms: number): string {
  const [date, time] = new Date(ms).toISOString().slice(0, -1).split('T');
  return `${date} ${time!.endsWith('.000') ? time!.slice(0, -4) : time}`;
}

/** The same numbers in every run (mulberry32). */
function seededRandom(): Random {
  let state = 1;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    bytes: (count) => Uint8Array.from({ length: count }, () => next() >>> 24),
    below: (bound) => Math.floor((next() / 0x1_0000_0000) * bound),
  };
}
