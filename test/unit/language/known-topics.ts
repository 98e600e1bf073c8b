import { KnownCluster } from '../../../server/language/topics/known-cluster.ts';
import { ManualClock, settled } from '../../harness/manual-clock.ts';

/** A cluster with these topics, of which the last values are given, and the group `counts`: all of it known already. */
export async function knownTopics(
  topics: Readonly<Record<string, readonly string[]>>,
): Promise<KnownCluster> {
  const known = new KnownCluster({
    clock: new ManualClock(),
    open: () => ({
      topics: async () =>
        Object.keys(topics).map((name) => ({
          ...{ name, partitions: 2, internal: name.startsWith('__') },
        })),
      groups: async () => ['counts'],
      lastValues: async (topic) => topics[topic]!.map((value) => new TextEncoder().encode(value)),
      close: async () => {},
    }),
  });
  known.situate({ bootstrap: 'localhost:9192', sampleTopics: true });
  known.topics();
  await settled();
  for (const topic of Object.keys(topics)) known.valueType(topic);
  await settled();
  return known;
}
