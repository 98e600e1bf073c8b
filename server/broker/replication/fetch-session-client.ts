import type { FetchResponse, fetchRequest } from '../../protocol/api/01-fetch.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { InferInput } from '../../protocol/schema.ts';
import { nextEpoch } from '../fetch/fetch-sessions.ts';
import type { FetchedData, FollowedPartition } from './followed-partition.ts';

const NO_SESSION = 0;
const NEW_SESSION = 0;

/** The part of a request that says which session it is of, and what changes in it. */
export type AskedInSession = Pick<
  InferInput<typeof fetchRequest>,
  'sessionId' | 'sessionEpoch' | 'topics' | 'forgottenTopicsData'
>;

/**
 * A follower's side of a fetch session (KIP-227; FetchSessionHandler): the leader is told of partitions only
 * when they come, go or are to be fetched from elsewhere, and answers only with those that have news. So
 * thousands in which nothing happens cost nothing.
 */
export class FetchSessionClient {
  readonly #maxBytes: () => number;
  /** What the leader knows that this broker fetches. */
  readonly #told = new Map<string, FollowedPartition>();
  #id = NO_SESSION;
  #epoch = NEW_SESSION;

  /** @param maxBytes of one partition, `replica.fetch.max.bytes` */
  constructor(maxBytes: () => number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether the leader knows of no session, and has to be told of every partition. */
  get isNew(): boolean {
    return this.#epoch === NEW_SESSION;
  }

  get size(): number {
    return this.#told.size;
  }

  /**
   * What the next request says.
   * @param fetched those to be fetched from their present positions; all of them if the session is new
   * @param gone those not to be fetched any more
   */
  next(fetched: Iterable<FollowedPartition>, gone: Iterable<FollowedPartition>): AskedInSession {
    if (this.isNew) this.#told.clear();
    const added = [...fetched];
    for (const each of added) this.#told.set(keyOf(each), each);
    const partitionMaxBytes = this.#maxBytes();
    return {
      sessionId: this.#id,
      sessionEpoch: this.#epoch,
      topics: byTopic(added, ({ position }) => ({ ...position, partitionMaxBytes })),
      forgottenTopicsData: byTopic(this.#forget(gone), ({ partition }) => partition.number),
    };
  }

  /**
   * What the leader has answered, by the partitions that the request was about; undefined when it has none of
   * it, and has to be asked anew.
   */
  answered(response: FetchResponse): [FollowedPartition, FetchedData][] | undefined {
    if (response.errorCode !== ErrorCode.NONE) {
      this.reset();
      return undefined;
    }
    this.#id = response.sessionId;
    // A leader without room for a session has to be told of everything each time.
    this.#epoch = response.sessionId === NO_SESSION ? NEW_SESSION : nextEpoch(this.#epoch);
    return response.responses.flatMap(({ topicId, partitions }) =>
      partitions.flatMap((data): [FollowedPartition, FetchedData][] => {
        const followed = this.#told.get(`${topicId}-${data.partitionIndex}`);
        return followed === undefined ? [] : [[followed, data]];
      }),
    );
  }

  /** Begins anew: nobody knows what the leader knows. It drops the old session when it hears its id. */
  reset(): void {
    this.#epoch = NEW_SESSION;
  }

  /** Those of which the leader knows; one that is followed again, in another epoch, is only changed. */
  #forget(gone: Iterable<FollowedPartition>): FollowedPartition[] {
    const forgotten: FollowedPartition[] = [];
    for (const each of gone) {
      const key = keyOf(each);
      if (this.#told.get(key) !== each) continue;
      this.#told.delete(key);
      forgotten.push(each);
    }
    return forgotten;
  }
}

function keyOf({ partition: { log } }: FollowedPartition): string {
  return `${log.topicId}-${log.partition}`;
}

function byTopic<T>(
  partitions: readonly FollowedPartition[],
  say: (partition: FollowedPartition) => T,
): { topic: string; topicId: string; partitions: T[] }[] {
  const topics = new Map<string, { topic: string; topicId: string; partitions: T[] }>();
  for (const each of partitions) {
    const { topicId } = each.partition.log;
    let topic = topics.get(topicId);
    if (topic === undefined) {
      topic = { topic: '', topicId, partitions: [] };
      topics.set(topicId, topic);
    }
    topic.partitions.push(say(each));
  }
  return [...topics.values()];
}
