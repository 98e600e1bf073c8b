import type { Clock } from '../../ports/clock.ts';
import type { FetchSession } from './fetch-session.ts';

/**
 * Waits until `missingBytes` more can be read in the session's partitions, something happens that makes
 * waiting pointless, `maxWaitMs` have passed, or the client is not waiting any more
 * (kafka.server.DelayedFetch). Does not wait at all when something has happened since the partitions were
 * read.
 *
 * @param onGone registers what to call when the client goes; returns a function that takes it back
 */
export function awaitRecords(
  clock: Clock,
  session: FetchSession,
  missingBytes: number,
  maxWaitMs: number,
  onGone: (listener: () => void) => () => void,
): Promise<void> {
  return new Promise((resolve) => {
    let missing = missingBytes;
    let isOver = false;
    const undo: (() => void)[] = [];
    const done = () => {
      isOver = true;
      for (const step of undo.splice(0)) step();
      resolve();
    };
    const onNews = (bytes: number) => {
      missing -= bytes;
      if (bytes === 0 || missing <= 0) done();
    };
    const begin = (step: () => void) => {
      if (isOver) step();
      else undo.push(step);
    };
    begin(session.onNews(onNews));
    if (isOver) return;
    const timer = clock.after(maxWaitMs, done);
    begin(() => timer.cancel());
    begin(onGone(done));
  });
}
