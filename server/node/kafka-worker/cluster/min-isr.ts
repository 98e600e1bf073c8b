import {
  describeConfigsRequest,
  describeConfigsResponse,
} from '../../../protocol/api/32-describe-configs.ts';
import { ErrorCode } from '../../../protocol/errors.ts';
import type { Cluster } from '../../kafka/cluster.ts';

const TOPIC = 2;
const KEY = 'min.insync.replicas';
/** It seldom changes, and a cluster may have thousands of topics: milliseconds until one is asked about again. */
const FRESH = 30_000;
/** Topics in one request. */
const MOST = 1_000;

interface Known {
  /** Undefined where the broker does not tell. */
  readonly value: number | undefined;
  readonly at: number;
}

/** `min.insync.replicas` of a cluster's topics, some of which are asked about at each look. */
export class MinIsr {
  readonly #now: () => number;
  #known = new Map<string, Known>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Undefined while it is not known. */
  of(topic: string): number | undefined {
    return this.#known.get(topic)?.value;
  }

  /** Looks at what is not known, or was long ago; those that come first in `topics` first. Never rejects. */
  async refresh(cluster: Cluster, topics: readonly string[]): Promise<void> {
    const wanted = new Set(topics);
    for (const topic of this.#known.keys()) if (!wanted.has(topic)) this.#known.delete(topic);
    const stale = this.#now() - FRESH;
    const asked = topics
      .filter((topic) => (this.#known.get(topic)?.at ?? Number.NEGATIVE_INFINITY) < stale)
      .slice(0, MOST);
    if (asked.length === 0) return;
    try {
      const { results } = await cluster.request(
        'any',
        describeConfigsRequest,
        describeConfigsResponse,
        {
          resources: asked.map((topic) => ({
            resourceType: TOPIC,
            resourceName: topic,
            configurationKeys: [KEY],
          })),
        },
      );
      const at = this.#now();
      for (const { errorCode, resourceName, configs } of results) {
        const found = configs.find(({ name }) => name === KEY)?.value;
        const isKnown = errorCode === ErrorCode.NONE && found != null;
        this.#known.set(resourceName, { value: isKnown ? Number(found) : undefined, at });
      }
    } catch {
      // The next look asks again.
    }
  }
}
