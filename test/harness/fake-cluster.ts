import type { Cluster, Recipient } from '../../server/node/kafka/cluster.ts';
import { metadataRequest } from '../../server/protocol/api/03-metadata.ts';
import type { Message } from '../../server/protocol/schema.ts';

/** Answers a request by its body; what is thrown is what the connection would throw. */
// biome-ignore lint/suspicious/noExplicitAny: bodies are of as many types as there are requests
export type Answer = (body: any, recipient: Recipient) => unknown;

/** A cluster that answers as a test says, by the names of requests without `Request`. */
export class FakeCluster {
  readonly options = {};
  readonly answers: Record<string, Answer>;
  /** What was asked, as `Name→recipient`, in order. */
  readonly asked: string[] = [];

  constructor(answers: Record<string, Answer>) {
    this.answers = answers;
  }

  /** As the type that is wanted; only what the tools call is there. */
  get cluster(): Cluster {
    return this as unknown as Cluster;
  }

  async request(recipient: Recipient, request: Message, _response: Message, body: object) {
    const name = request.name.replace(/Request$/, '');
    this.asked.push(`${name}→${recipient}`);
    const answer = this.answers[name];
    if (answer === undefined) throw new Error(`nothing answers ${name}`);
    return await answer(body, recipient);
  }

  metadata(topics: readonly string[]) {
    return this.request('any', metadataRequest, metadataRequest, { topics });
  }

  connection(recipient: Recipient) {
    return Promise.resolve({
      version: (request: Message) => this.answers[request.name.replace(/Request$/, '')] && 1,
      request: (request: Message, response: Message, body: object) =>
        this.request(recipient, request, response, body),
      post: (request: Message, body: object) =>
        void this.request(recipient, request, request, body),
    });
  }

  withOptions(): Cluster {
    return this.cluster;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Metadata of topics: the leader of each partition, -1 for none; an error code instead of a topic. */
export function metadataOf(topics: Readonly<Record<string, readonly number[] | number>>) {
  return {
    brokers: [],
    topics: Object.entries(topics).map(([name, leaders]) => ({
      name,
      errorCode: typeof leaders === 'number' ? leaders : 0,
      isInternal: name.startsWith('__'),
      partitions: (typeof leaders === 'number' ? [] : leaders).map((leaderId, partitionIndex) => ({
        ...{ errorCode: 0, partitionIndex, leaderId, leaderEpoch: 3 },
        ...{ replicaNodes: [leaderId], isrNodes: [leaderId], offlineReplicas: [] },
      })),
    })),
  };
}
