import { type Clock, sleep } from '../../ports/clock.ts';
import { ZooKeeperError } from '../../zookeeper/coordination.ts';

/** How long to wait before the coordination service is asked again, in milliseconds. */
const RETRY_MS = 250;

/**
 * Asks the coordination service again as long as it cannot be reached, as Kafka's client of it does.
 * @param isWanted false once nobody wants the answer any more
 * @throws what `ask` throws, for any other reason
 */
export async function persistently<T>(
  clock: Clock,
  ask: () => Promise<T>,
  isWanted: () => boolean,
): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error) || !isWanted()) throw error;
      await sleep(clock, RETRY_MS);
      if (!isWanted()) throw error;
    }
  }
}

/** Whether the coordination service may answer later. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof ZooKeeperError &&
    (error.code === 'CONNECTIONLOSS' || error.code === 'SESSIONEXPIRED')
  );
}
