import { availableParallelism } from 'node:os';
import type { LogLevel } from '../../contract/control.ts';
import type { KernelCluster } from '../../contract/kernel.ts';
import { LevelStore } from '../../storage/level-store.ts';
import type { Store } from '../../storage/store.ts';
import { StoreError } from '../../storage/store-error.ts';
import type { Environment } from '../../streaming/environment.ts';
import { freeBytes } from '../free-bytes.ts';
import { formatLogLine, logWriter } from '../log-writer.ts';
import { systemClock } from '../system-clock.ts';
import { systemRandom } from '../system-random.ts';
import { tcpTransport } from '../tcp-transport.ts';
import { kafkaConnector } from './kafka-cluster-client.ts';
import { localFiles } from './local-files.ts';
import { localTime } from './local-time.ts';
import { onShutdown } from './on-shutdown.ts';
import { sqliteDatabase } from './sqlite-database.ts';
import { structuredSerializer } from './structured-serializer.ts';

/** Parts to use instead of Node's, and which log lines go to stderr: by default warnings and what is graver. */
export interface NodeEnvironmentOptions extends Partial<Environment> {
  readonly logLevel?: LogLevel;
  /** The cluster of programs that name none, such as that of the notebook whose cell runs. */
  readonly selectedCluster?: () => KernelCluster;
}

/** What a process that hosts streaming programs, such as a notebook's kernel, has them use in place of Node's. */
let hosted: NodeEnvironmentOptions = {};

/** Has all environments from now on consist of these parts, unless they are given others. */
export function hostPrograms(parts: NodeEnvironmentOptions): void {
  hosted = parts;
}

/** The world as Node gives it: `print` goes to stdout, log lines to stderr. Nothing is opened before it is needed. */
export function nodeEnvironment(options: NodeEnvironmentOptions = {}): Environment {
  const { logLevel: level = 'warn', selectedCluster, ...parts } = { ...hosted, ...options };
  const clock = parts.clock ?? systemClock();
  const sink = (line: Parameters<typeof formatLogLine>[0]) =>
    process.stderr.write(`${formatLogLine(line)}\n`);
  const logger = parts.logger ?? logWriter({ source: 'streaming', level, clock, sink });
  return {
    ...{ clock, logger, localTime, openStore, openDatabase: sqliteDatabase, onShutdown },
    random: systemRandom(),
    files: localFiles(),
    transport: tcpTransport(),
    serializer: structuredSerializer(),
    kafka: kafkaConnector(logger, selectedCluster),
    print: (text) => {
      process.stdout.write(`${text}\n`);
    },
    cores: availableParallelism(),
    ...parts,
  };
}

async function openStore(folder: string): Promise<Store> {
  try {
    return await LevelStore.open(folder, { freeBytes });
  } catch (error) {
    if (!(error instanceof StoreError) || error.kind !== 'locked') throw error;
    throw new StoreError(
      'locked',
      `${folder} is in use: another streaming program, or another notebook, keeps its state there. Stop that one, or choose another folder.`,
      { cause: error },
    );
  }
}
