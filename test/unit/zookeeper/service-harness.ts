import type { Logger } from '../../../server/ports/logger.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import {
  CoordinationService,
  type CoordinationServiceOptions,
} from '../../../server/zookeeper/coordination-service.ts';
import { LocalCoordination } from '../../../server/zookeeper/local-coordination.ts';
import { ManualClock } from '../../harness/manual-clock.ts';
import { seededRandom } from '../../harness/seeded-random.ts';

/** A coordination service on a store in memory and a clock that stands still. */
export class ServiceHarness {
  readonly clock = new ManualClock();
  readonly store: MemoryStore;
  readonly lines: string[] = [];
  readonly options: CoordinationServiceOptions;
  service!: CoordinationService;

  static async open(
    options: Partial<CoordinationServiceOptions> = {},
    store = new MemoryStore(),
  ): Promise<ServiceHarness> {
    const harness = new ServiceHarness(options, store);
    harness.service = await CoordinationService.open(harness.options);
    return harness;
  }

  private constructor(options: Partial<CoordinationServiceOptions>, store: MemoryStore) {
    this.store = store;
    const keep = (line: string) => {
      this.lines.push(line);
    };
    const logger: Logger = { error: keep, warn: keep, info: keep, debug: () => undefined };
    this.options = { store, clock: this.clock, random: seededRandom(), logger, ...options };
  }

  /** A new session in this process. */
  local(): Promise<LocalCoordination> {
    return LocalCoordination.open(this.service);
  }

  /** As after the death of the process: another service on what was durable. */
  async reopen(): Promise<void> {
    await this.service.close();
    this.service = await CoordinationService.open(this.options);
  }
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function text(data: Uint8Array | null): string | null {
  return data && new TextDecoder().decode(data);
}
