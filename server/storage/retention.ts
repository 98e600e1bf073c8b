import type { LogConfig } from './log-config.ts';
import { type LogState, segmentsOf, sizeInBytes } from './log-state.ts';
import { largestTimestamp, type Segment } from './segment.ts';

/** Why segments go: Kafka's three causes, in the order in which it looks at them. */
export type RetentionCause = 'retention.ms' | 'retention.bytes' | 'log start offset';

export interface Expired {
  /** How many of the oldest segments; the active one may be among them. */
  readonly segments: number;
  readonly bytes: number;
  /** The one that takes most of them. */
  readonly cause: RetentionCause;
}

/**
 * The oldest segments that the configuration no longer keeps, if any (UnifiedLog.deleteOldSegments).
 * @param upTo only segments that end there or before may go: the high watermark
 */
export function expired(
  state: LogState,
  config: LogConfig,
  now: number,
  upTo: number,
): Expired | undefined {
  const segments = segmentsOf(state);
  const endOf = (index: number) => segments[index + 1]?.baseOffset ?? state.endOffset;
  const oldest = (goes: (segment: Segment, end: number) => boolean) => {
    const kept = segments.findIndex(
      (segment, index) =>
        segment.sizeInBytes === 0 || endOf(index) > upTo || !goes(segment, endOf(index)),
    );
    return kept < 0 ? segments.length : kept;
  };

  const found: { segments: number; cause: RetentionCause }[] = [];
  if (config.cleanupPolicy.includes('delete')) {
    const { retentionMs, retentionBytes } = config;
    if (retentionMs >= 0) {
      const tooOld = oldest((segment) => now - largestTimestamp(segment) > retentionMs);
      found.push({ segments: tooOld, cause: 'retention.ms' });
    }
    if (retentionBytes >= 0) {
      let excess = sizeInBytes(state) - retentionBytes;
      const tooMany = oldest(({ sizeInBytes: size }) => {
        excess -= size;
        return excess >= 0;
      });
      found.push({ segments: tooMany, cause: 'retention.bytes' });
    }
  }
  const below = oldest((_, end) => end <= state.startOffset);
  found.push({ segments: below, cause: 'log start offset' });

  const most = found.reduce((most, it) => (it.segments > most.segments ? it : most));
  if (most.segments === 0) return undefined;
  const gone = segments.slice(0, most.segments);
  return { ...most, bytes: gone.reduce((sum, segment) => sum + segment.sizeInBytes, 0) };
}
