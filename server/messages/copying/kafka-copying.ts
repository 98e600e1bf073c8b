import type { CopyingOptions, CopyingStatus } from '../../contract/messages/copying.ts';
import type { ServiceCluster } from '../../contract/messages/service.ts';
import { parseAddresses } from '../../node/kafka/addresses.ts';
import { Cluster } from '../../node/kafka/cluster.ts';
import { connectionOptions } from '../../node/kafka/connection-options.ts';
import { Producer } from '../../node/kafka/producer/producer.ts';
import { readProducerConfig } from '../../node/kafka/producer/producer-config.ts';
import type { Properties } from '../../node/kafka/properties.ts';
import type { Clock } from '../../ports/clock.ts';
import { KafkaTopic } from '../reading/topic-source.ts';
import { Copying } from './copying.ts';

/** Nobody waits for a record: a broker may be away for as long as it takes to start again. */
const presets: Properties = {
  acks: 'all',
  'enable.idempotence': 'true',
  'delivery.timeout.ms': '120000',
  'request.timeout.ms': '30000',
  'max.block.ms': '120000',
  // What was taken once is taken again: the topic's own limit is what counts.
  'max.request.size': String(100 * 1024 * 1024),
  'buffer.memory': String(32 * 1024 * 1024),
};

/** Begins to copy, through connections of its own. @throws UserError for a configuration that cannot be used */
export async function startCopying(
  { properties }: ServiceCluster,
  options: CopyingOptions,
  clock: Clock,
  onStatus: (status: CopyingStatus) => void,
): Promise<Copying> {
  const bootstrap = parseAddresses(properties['bootstrap.servers'] ?? '');
  const connection = await connectionOptions(properties);
  const clientId = properties['client.id'] ?? 'millrace-messages';
  const sink = new Cluster(bootstrap, connection, clientId);
  let trouble: string | undefined;
  const producer = new Producer(
    sink,
    readProducerConfig({ ...properties, ...presets }),
    (reason) => {
      trouble = reason;
    },
  );
  const source = new KafkaTopic(new Cluster(bootstrap, connection, clientId), options.from, true);
  const copying = new Copying({
    ...{ options, source, producer, clock, onStatus },
    trouble: () => trouble,
  });
  void copying.ended.then(() => sink.close()).catch(() => undefined);
  copying.start();
  return copying;
}
