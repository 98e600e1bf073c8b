// What sends a panel's records: one sending at a time, through one producer as long as what is asked of it stays the same.

import type {
  ProducingOptions,
  ProducingStatus,
  RecordPreview,
  RecordTemplate,
} from '../../contract/messages/producing.ts';
import type { ServiceCluster } from '../../contract/messages/service.ts';
import { parseAddresses } from '../../node/kafka/addresses.ts';
import { Cluster } from '../../node/kafka/cluster.ts';
import { connectionOptions } from '../../node/kafka/connection-options.ts';
import { Producer } from '../../node/kafka/producer/producer.ts';
import { readProducerConfig } from '../../node/kafka/producer/producer-config.ts';
import type { Properties } from '../../node/kafka/properties.ts';
import { readUserText } from '../../node/read-file.ts';
import { UserError } from '../../node/user-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MakeProducing, Producing } from '../producing.ts';
import { checkProducing } from './check-producing.ts';
import { Encoders } from './encoders.ts';
import { fileSource } from './files/file-source.ts';
import { isJsonTyped, previewOf, RecordMaker } from './record-maker.ts';
import { Sending } from './sending.ts';

/** Who waits here is a person: what brokers do not take is told after half a minute. Connections' own properties go before. */
const presets: Properties = {
  'delivery.timeout.ms': '30000',
  'request.timeout.ms': '10000',
  'max.block.ms': '15000',
  // The topic's own limit is what counts.
  'max.request.size': String(100 * 1024 * 1024),
  'buffer.memory': String(128 * 1024 * 1024),
};

export function makeKafkaProducing(clock: Clock, clientId: string): MakeProducing {
  return (cluster, onStatus) => new KafkaProducing(clock, clientId, cluster, onStatus);
}

/** A producer, and what it was made for. */
interface Made {
  readonly key: string;
  readonly cluster: Cluster;
  readonly producer: Producer;
  trouble: string | undefined;
}

class KafkaProducing implements Producing {
  readonly #clock: Clock;
  readonly #clientId: string;
  readonly #cluster: ServiceCluster;
  readonly #onStatus: (status: ProducingStatus) => void;
  readonly #encoders: Encoders;
  #made: Made | undefined;
  #sending: Sending | undefined;
  #isBeginning = false;
  #isClosed = false;
  /** Where round robin goes on. */
  #turn = 0;

  constructor(
    clock: Clock,
    clientId: string,
    cluster: ServiceCluster,
    onStatus: (status: ProducingStatus) => void,
  ) {
    this.#clock = clock;
    this.#clientId = clientId;
    this.#cluster = cluster;
    this.#onStatus = onStatus;
    const { registry } = cluster;
    this.#encoders = new Encoders({ readFile: readUserText, ...(registry && { registry }) });
  }

  async preview(template: RecordTemplate, topic: string): Promise<RecordPreview> {
    return await previewOf(template, topic, this.#encoders);
  }

  async produce(options: ProducingOptions): Promise<void> {
    checkProducing(options);
    if (this.#sending !== undefined || this.#isBeginning) {
      throw new UserError('Records are being sent already: stop that first, or wait for its end.');
    }
    this.#isBeginning = true;
    try {
      await this.#begin(options);
    } finally {
      this.#isBeginning = false;
    }
  }

  stop(): void {
    this.#sending?.stop();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const sending = this.#sending;
    sending?.giveUp();
    this.#forget();
    await sending?.ended;
  }

  async #begin(options: ProducingOptions): Promise<void> {
    const { topic, template, file } = options;
    const maker = await RecordMaker.of(template, topic, this.#encoders);
    const made = await this.#producerFor(options);
    const isJson = {
      key: template.key !== null && isJsonTyped(template.key.encoding),
      value: template.value !== null && isJsonTyped(template.value.encoding),
    };
    const source = file === undefined ? undefined : await fileSource(file, isJson);
    // The panel may be gone by now.
    if (this.#isClosed) {
      this.#forget();
      return await source?.close();
    }
    made.trouble = undefined;
    const sending = new Sending({
      ...{ options, maker, clock: this.#clock, turn: this.#turn, onStatus: this.#onStatus },
      ...(source !== undefined && { source }),
      producer: made.producer,
      trouble: () => made.trouble,
    });
    this.#sending = sending;
    void sending.ended.then(() => {
      this.#turn += sending.status.sent;
      this.#sending = undefined;
      // One that was told to give up sends nothing any more.
      if (made.producer.isClosed && this.#made === made) this.#forget();
    });
  }

  /** @throws UserError for a configuration that cannot be used */
  async #producerFor(options: ProducingOptions): Promise<Made> {
    const { acks, idempotent, compression, partition } = options;
    const chosen: Properties = {
      acks: String(acks),
      'enable.idempotence': String(idempotent),
      'compression.type': compression,
      'partitioner.ignore.keys': String(partition.kind === 'sticky'),
    };
    const key = JSON.stringify(chosen);
    if (this.#made?.key === key) return this.#made;
    const properties = { ...presets, ...this.#cluster.properties, ...chosen };
    const config = readProducerConfig(properties);
    const bootstrap = parseAddresses(properties['bootstrap.servers'] ?? '');
    const connection = await connectionOptions(properties);
    this.#forget();
    const cluster = new Cluster(bootstrap, connection, properties['client.id'] ?? this.#clientId);
    const made: Made = {
      ...{ key, cluster, trouble: undefined },
      producer: new Producer(cluster, config, (trouble) => {
        made.trouble = trouble;
      }),
    };
    this.#made = made;
    return made;
  }

  /** Lets go of the producer and its connections; those that are not open yet are not waited for. */
  #forget(): void {
    const made = this.#made;
    this.#made = undefined;
    made?.producer.close(new UserError('The producer was closed.'));
    void made?.cluster.close().catch(() => undefined);
  }
}
