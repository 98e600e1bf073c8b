import type { ConnectionOptions } from '@platformatic/kafka';
import type { Address } from '../../ports/transport.ts';
import { metadataRequest, metadataResponse } from '../../protocol/api/03-metadata.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { Infer, InferInput, Message } from '../../protocol/schema.ts';
import { UserError } from '../user-error.ts';
import { BrokerConnection } from './broker-connection.ts';

export type Metadata = Infer<typeof metadataResponse>;
export type TopicMetadata = Metadata['topics'][number];

/** Which broker is asked: whichever answers, the controller, or the one with an id. */
export type Recipient = 'any' | 'controller' | number;

/** A cluster as the tools see it: its brokers, each connected to when asked, and again if that broke. */
export class Cluster {
  /** Where it was found. */
  readonly bootstrap: readonly Address[];
  /** For the client library: TLS, SASL and time limits. */
  readonly options: ConnectionOptions;
  /** By which brokers know whose connections these are. */
  readonly clientId: string;
  /** What it is called, if nothing is to be changed there: what would is refused with a ReadOnlyError. */
  readonly readOnly: string | undefined;
  readonly #connections = new Map<string, Promise<BrokerConnection>>();
  #first: Promise<BrokerConnection> | undefined;
  #brokers: Metadata['brokers'] | undefined;
  #controller = -1;

  constructor(
    bootstrap: readonly Address[],
    options: ConnectionOptions,
    clientId = 'millrace-console',
    readOnly?: string,
  ) {
    this.bootstrap = bootstrap;
    this.options = options;
    this.clientId = clientId;
    this.readOnly = readOnly;
  }

  /** The same cluster through connections of their own, which differ in some options. */
  withOptions(options: ConnectionOptions): Cluster {
    const all = { ...this.options, ...options };
    return new Cluster(this.bootstrap, all, this.clientId, this.readOnly);
  }

  /**
   * Asks a broker and waits for the answer, whose error codes are the caller's to look at.
   * @throws UserError when the broker is not there or does not know the request
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

  /** Brokers, and the topics of these names; all if none are given. Creates none unless told. */
  async metadata(topics?: readonly string[], createMissing = false): Promise<Metadata> {
    const metadata = await this.request('any', metadataRequest, metadataResponse, {
      topics: topics?.map((name) => ({ name, topicId: undefined })) ?? null,
      allowAutoTopicCreation: createMissing,
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

  /** @throws UserError when there is no such broker or it does not answer */
  async connection(recipient: Recipient): Promise<BrokerConnection> {
    if (recipient === 'any') return await this.#any();
    const wanted = ({ nodeId }: Metadata['brokers'][number]) =>
      nodeId === (recipient === 'controller' ? this.#controller : recipient);
    // One that has come since the cluster was last asked is found by asking again.
    const broker =
      (await this.brokers()).find(wanted) ?? (await this.metadata([])).brokers.find(wanted);
    // Without a controller any broker says so itself.
    if (broker === undefined && recipient === 'controller') return await this.#any();
    if (broker === undefined) throw new UserError(`Broker ${recipient} is not available.`);
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
    this.#first ??= this.#firstThatAnswers().catch((error: unknown) => {
      this.#first = undefined;
      throw error;
    });
    return this.#first;
  }

  /** Those where the cluster was found may have gone, while others that it has named are still there. */
  async #firstThatAnswers(): Promise<BrokerConnection> {
    let failure: unknown;
    for (const address of [...this.bootstrap, ...(this.#brokers ?? [])]) {
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
    const known = this.#connections.get(key);
    if (known !== undefined) return known;
    const connection = BrokerConnection.open(address, this.options, this.clientId, this.readOnly);
    this.#connections.set(key, connection);
    // Whoever asks again after it broke gets another.
    const forget = () => {
      if (this.#connections.get(key) === connection) this.#connections.delete(key);
      this.#first = undefined;
    };
    void connection.then((open) => open.onClose(forget), forget);
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
