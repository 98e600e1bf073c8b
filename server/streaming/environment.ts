import type { DisplayEvent } from '../contract/display.ts';
import type { Clock } from '../ports/clock.ts';
import type { Files } from '../ports/files.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Serializer } from '../ports/serializer.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import type { Transport } from '../ports/transport.ts';
import type { Store } from '../storage/store.ts';
import type { KafkaConnector } from './kafka/kafka-client.ts';

/** What the engine needs of the world. `server/node/streaming` gives it on Node, tests give what they like. */
export interface Environment {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly transport: Transport;
  readonly serializer: Serializer;
  readonly kafka: KafkaConnector;
  readonly logger: Logger;
  /** Takes what `pprint` prints, whole lines. */
  readonly print: (text: string) => void;
  /** How local time shows `ms` since the epoch: `2026-01-31 23:59:59`, with a fraction where there is one. */
  readonly localTime: (ms: number) => string;
  /** Opens the store in a folder, making it where there is none. @throws StoreError also while somebody else has it. */
  readonly openStore: (folder: string) => Promise<Store>;
  /** Opens the SQLite database in a file, making it where there is none. @throws Error where there is no SQLite. */
  readonly openDatabase: (file: string) => Promise<SqlDatabase>;
  /** Takes live tables and charts; where nobody does they are printed as text. */
  readonly display?: (event: DisplayEvent) => void;
  /** True where listeners show the batches that fail, as in a notebook; where nobody does they are logged. */
  readonly showsFailures?: boolean;
  /**
   * Calls `stop` when the process is asked to end, which it does when that is done. Returns what takes this back. Absent
   * where nobody asks.
   */
  readonly onShutdown?: (stop: () => Promise<void>) => () => void;
  /** Processor cores, which `local[*]` stands for. */
  readonly cores: number;
}
