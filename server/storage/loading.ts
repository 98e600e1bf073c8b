import type { Clock } from '../ports/clock.ts';
import { counted, type Logger } from '../ports/logger.ts';
import { type Checkpoint, readCheckpoint, readSegment } from './checkpoint.ts';
import { readHighWatermarks } from './high-watermarks.ts';
import { idIn, Kind, kindIn, kinds, offsetIn } from './keys.ts';
import { type LogIdentity, readLog } from './log-registry.ts';
import { emptyState, type LogState } from './log-state.ts';
import { noProducers, type Producers } from './producer-state.ts';
import { clearGarbage, type Garbage, readGarbage } from './reclaimer.ts';
import { recover } from './recovery.ts';
import type { Segment } from './segment.ts';
import { pagesOf, type Store, type StoreEntry } from './store.ts';

/** A log as it was found in the store. */
export interface LoadedLog {
  readonly identity: LogIdentity;
  readonly state: LogState;
  readonly producers: Producers;
  /** Whether the store's checkpoint tells all of it. */
  readonly clean: boolean;
  /** Undefined where none has been written. */
  readonly highWatermark: number | undefined;
}

type LoadedContents = Omit<LoadedLog, 'highWatermark'>;

export interface Loaded {
  readonly logs: readonly LoadedLog[];
  /** Of logs that were deleted. */
  readonly garbage: readonly Garbage[];
  /** Not below the number of any log whose data may still be there. */
  readonly lastId: number;
}

/** How many logs are recovered at a time. */
const RECOVERIES_AT_ONCE = 8;
const PAGE_BYTES = 4 * 1024 * 1024;

/** What the store says about its logs, by their numbers. */
interface Found {
  readonly identities: Map<number, LogIdentity>;
  readonly checkpoints: Map<number, Checkpoint>;
  readonly segments: Map<number, Segment[]>;
  readonly garbage: Garbage[];
}

/**
 * Finds all logs in one pass over their metadata. Batches are read only of logs that were not shut
 * down cleanly, from their last checkpoint on.
 */
export async function loadLogs(
  store: Store,
  { clock, logger }: { clock: Clock; logger: Logger },
): Promise<Loaded> {
  const found = await readMetadata(store);
  // What a truncation or retention left of a log that lives must not be taken for the log's.
  for (const garbage of found.garbage) {
    if (found.identities.has(garbage.id)) await clearGarbage(store, garbage);
  }

  const logs: LoadedContents[] = [];
  const unclean: { identity: LogIdentity; checkpoint: Checkpoint }[] = [];
  for (const identity of found.identities.values()) {
    const checkpoint = withSegments(found, identity.id);
    if (checkpoint.clean) logs.push({ identity, ...checkpoint });
    else unclean.push({ identity, checkpoint });
  }
  if (unclean.length > 0) {
    const startedAt = clock.monotonic();
    const waiting = unclean.values();
    const recoverNext = async () => {
      for (const { identity, checkpoint } of waiting) {
        logs.push(await recoverLog(store, identity, checkpoint, { clock, logger }));
      }
    };
    await Promise.all(Array.from({ length: RECOVERIES_AT_ONCE }, recoverNext));
    logs.sort((a, b) => a.identity.id - b.identity.id);
    const ms = Math.round(clock.monotonic() - startedAt);
    logger.info(
      `recovered ${counted(unclean.length, 'log')} after an unclean shutdown in ${ms} ms`,
    );
  }
  const garbage = found.garbage.filter(({ id }) => !found.identities.has(id));
  const ids = [...found.identities.keys(), ...garbage.map(({ id }) => id)];
  const highWatermarks = await readHighWatermarks(store);
  return {
    logs: logs.map((log) => ({ ...log, highWatermark: highWatermarks.get(log.identity.id) })),
    garbage,
    lastId: ids.reduce((last, id) => Math.max(last, id), 0),
  };
}

async function readMetadata(store: Store): Promise<Found> {
  const found: Found = {
    identities: new Map(),
    checkpoints: new Map(),
    segments: new Map(),
    garbage: [],
  };
  const range = { ...kinds(Kind.garbage, Kind.segment), maxBytes: PAGE_BYTES };
  for await (const page of pagesOf(store, range)) {
    for (const entry of page) take(entry, found);
  }
  return found;
}

function take(entry: StoreEntry, { identities, checkpoints, segments, garbage }: Found): void {
  const { key, value } = entry;
  const id = idIn(key);
  switch (kindIn(key)) {
    case Kind.garbage:
      garbage.push(readGarbage(entry));
      break;
    case Kind.log:
      identities.set(id, readLog(entry));
      break;
    case Kind.state:
      checkpoints.set(id, readCheckpoint(value));
      break;
    case Kind.segment: {
      const segment = readSegment(offsetIn(key), value);
      const known = segments.get(id);
      if (known === undefined) segments.set(id, [segment]);
      else known.push(segment);
      break;
    }
  }
}

/** The checkpoint of a log with the closed segments, which are kept apart; a log without one is empty. */
function withSegments({ checkpoints, segments, garbage }: Found, id: number): Checkpoint {
  const checkpoint = checkpoints.get(id);
  if (checkpoint === undefined) {
    return { clean: true, state: emptyState(0), producers: noProducers };
  }
  const { state } = checkpoint;
  const gone = garbage.filter((it) => it.id === id);
  const closed = (segments.get(id) ?? []).filter(
    ({ baseOffset }) =>
      baseOffset < state.active.baseOffset &&
      !gone.some(({ from, to }) => from <= baseOffset && baseOffset < to),
  );
  if (closed.length === 0) return checkpoint;
  const closedBytes = closed.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0);
  return { ...checkpoint, state: { ...state, closed, closedBytes } };
}

async function recoverLog(
  store: Store,
  identity: LogIdentity,
  checkpoint: Checkpoint,
  { clock, logger }: { clock: Clock; logger: Logger },
): Promise<LoadedContents> {
  const { id, topic, partition } = identity;
  const { state, producers, cut } = await recover(store, id, checkpoint, clock.now());
  if (cut !== undefined) {
    logger.warn(
      `${topic}-${partition}: cut off from offset ${cut.offset} on, where a write was torn: ${cut.reason}`,
    );
  }
  return { identity, state, producers, clean: false };
}
