import type { WatchList } from './client-view.ts';
import { type Askable, setWatches, setWatches2 } from './operations.ts';

/** Length of the paths in one request at most, so that it stays within the server's limit on frames. */
const MAX_LENGTH = 128 * 1024;

type MutableList = { -readonly [K in keyof WatchList]: string[] };
type SetWatches = MutableList & { relativeZxid: number };

/**
 * The requests that set `watches` again for a client that has seen all until `relativeZxid`. Persistent watches
 * take an operation that servers before ZooKeeper 3.6 do not know, so it is used only where there are any.
 */
export function restoringRequests(
  watches: WatchList,
  relativeZxid: number,
): { operation: Askable<SetWatches, unknown>; request: SetWatches }[] {
  const requests: SetWatches[] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const kind of Object.keys(watches) as (keyof WatchList)[]) {
    for (const path of watches[kind]) {
      if (length + path.length > MAX_LENGTH) {
        requests.push({ ...emptyList(), relativeZxid });
        length = 0;
      }
      requests.at(-1)![kind].push(path);
      length += path.length;
    }
  }
  return requests.map((request) => {
    const persistent = request.persistent.length + request.persistentRecursive.length > 0;
    return { operation: persistent ? setWatches2 : setWatches, request };
  });
}

function emptyList(): MutableList {
  return { data: [], exists: [], children: [], persistent: [], persistentRecursive: [] };
}
