import type { ConnectionOptions } from '@platformatic/kafka';
import type { Address } from '../../ports/transport.ts';
import { metadataRequest, metadataResponse } from '../../protocol/api/03-metadata.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { Infer, InferInput, Message } from '../../protocol/schema.ts';
import { ToolError } from '../command.ts';
import { BrokerConnection } from './broker-connection.ts';

export type Metadata = Infer<typeof metadataResponse>;
export type TopicMetadata = Metadata['topics'][number];

/** Which broker is asked: whichever answers, the controller, or the one with an id. */
export type Recipient = 'any' | 'controller' | number;

/** A cluster as the tools see it: its brokers, each connected to when first asked. */
export class Cluster {
  /** Where it was found. */
  readonly bootstrap: readonly Address[];
  /** For the client library: TLS, SASL and time limits. */
  readonly options: ConnectionOptions;
  readonly #connections = new Map<string, Promise<BrokerConnection>>();
  #first: Promise<BrokerConnection> | undefined;
  #brokers: Metadata['brokers'] | undefined;
  #controller = -1;

  constructor(bootstrap: readonly Address[], options: ConnectionOptions) {
    this.bootstrap = bootstrap;
    this.options = options;
  }

  /**
   * Asks a broker and waits for the answer, whose error codes are the caller's to look at.
   * @throws ToolError when the broker is not there or does not know the request
   */
  async request<Req extends Message, Res extends Message>(
    recipient: Recipient,
    request: Req,
    response: Res,
    body: InferInput<Req>,
    most?: number,
  ): Promise<Infer<Res>> {
    const connection = await this.connection(recipient);
    return await connection.request(request, response, body, most);
  }

  /** Brokers, and the topics of these names; all if none are given. Creates none. */
  async metadata(topics?: readonly string[]): Promise<Metadata> {
    const metadata = await this.request('any', metadataRequest, metadataResponse, {
      topics: topics?.map((name) => ({ name, topicId: undefined })) ?? null,
      allowAutoTopicCreation: false,
    });
    this.#brokers = metadata.brokers;
    this.#controller = metadata.controllerId;
    return metadata;
  }

  /** The brokers that live, by id. */
  async brokers(): Promise<Metadata['brokers']> {
    if (this.#brokers === undefined) await this.metadata([]);
    return [...this.#brokers!].sort((a, b) => a.nodeId - b.nodeId);
  }

  /** @throws ToolError when there is no such broker or it does not answer */
  async connection(recipient: Recipient): Promise<BrokerConnection> {
    if (recipient === 'any') return await this.#any();
    const brokers = await this.brokers();
    const id = recipient === 'controller' ? this.#controller : recipient;
    const broker = brokers.find(({ nodeId }) => nodeId === id);
    // Without a controller any broker says so itself.
    if (broker === undefined && recipient === 'controller') return await this.#any();
    if (broker === undefined) throw new ToolError(`Broker ${id} is not available.`);
    return await this.#open(broker);
  }

  /** Looks again who the controller is, once a broker has answered NOT_CONTROLLER. */
  async findController(): Promise<void> {
    await this.metadata([]);
  }

  async close(): Promise<void> {
    const connections = await Promise.allSettled(this.#connections.values());
    await Promise.all(
      connections.map((each) => (each.status === 'fulfilled' ? each.value.close() : undefined)),
    );
  }

  #any(): Promise<BrokerConnection> {
    this.#first ??= this.#firstThatAnswers();
    return this.#first;
  }

  async #firstThatAnswers(): Promise<BrokerConnection> {
    let failure: unknown;
    for (const address of this.bootstrap) {
      try {
        return await this.#open(address);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  #open(address: Address): Promise<BrokerConnection> {
    const key = `${address.host} ${address.port}`;
    let connection = this.#connections.get(key);
    if (connection === undefined) {
      connection = BrokerConnection.open(address, this.options);
      this.#connections.set(key, connection);
    }
    return connection;
  }
}

/** Whether a topic is there as far as its metadata say. */
export function exists(topic: TopicMetadata): boolean {
  return (
    topic.errorCode !== ErrorCode.UNKNOWN_TOPIC_OR_PARTITION &&
    topic.errorCode !== ErrorCode.UNKNOWN_TOPIC_ID
  );
}
