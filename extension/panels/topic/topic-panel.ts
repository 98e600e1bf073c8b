import * as vscode from 'vscode';
import type { SamplingStatus } from '../../../server/contract/messages/sampling.ts';
import type { MessagesEvent } from '../../../server/contract/messages/service.ts';
import type {
  OpenedTopic,
  SampleChoice,
  TopicAction,
  TopicEvent,
  TopicRequests,
  UnreachableTopic,
} from '../../../webview/contract/topic.ts';
import { LOCAL } from '../../clusters/cluster-id.ts';
import { absence, type Clusters, type ReachableCluster } from '../../clusters/clusters.ts';
import type { KafkaClient } from '../../clusters/kafka-client.ts';
import { Command } from '../../contributions.ts';
import type { MessagesServices } from '../messages/messages-services.ts';
import type { Subject, SubjectPanel } from '../subject-panels.ts';
import { WebviewChannel } from '../webview-channel.ts';

export interface TopicPanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly subject: Subject;
  readonly clusters: Clusters;
  /** The process that samples, and what it is told of clusters. */
  readonly services: Pick<MessagesServices, 'service' | 'serviceClusters'>;
}

/** One topic's panel. Its page asks while it is seen; a sample goes on meanwhile, and is there when it is seen again. */
export class TopicPanel implements SubjectPanel {
  readonly #options: TopicPanelOptions;
  readonly #channel: WebviewChannel<TopicRequests, TopicEvent>;
  /** Names the panel to the process. */
  readonly #number: number;
  #sampling: SamplingStatus | undefined;
  /** Whether the process has been told of the panel. */
  #isKnown = false;
  #kafka: KafkaClient | undefined;

  constructor(options: TopicPanelOptions) {
    this.#options = options;
    this.#number = options.services.service.newPanel();
    const { name } = options.subject;
    this.#channel = new WebviewChannel<TopicRequests, TopicEvent>(options.panel.webview, {
      open: async () => this.#open(),
      topic: () => this.#cluster.kafka.call('topic', name),
      readers: () => this.#cluster.kafka.call('topicReaders', name),
      configuration: () => this.#cluster.kafka.call('configuration', { kind: 'topic', name }),
      sample: (choice) => this.#sample(choice),
      stopSampling: async () => {
        const { service } = this.#options.services;
        return service.request(this.#number, 'stopSampling', null);
      },
      act: (action) => this.#act(action),
    });
  }

  /** Whether the process speaks of this panel. */
  isNumber(number: number): boolean {
    return number === this.#number;
  }

  /** What the process says of it. */
  take(event: MessagesEvent): void {
    if (event.kind !== 'sampling') return;
    this.#sampling = event.status;
    this.#channel.tell(event);
  }

  /** The process has ended: what it had counted remains told. */
  crashed(problem: string): void {
    if (this.#sampling?.state !== 'sampling') return;
    this.#sampling = { ...this.#sampling, state: 'failed', problem };
    this.#channel.tell({ kind: 'crashed', problem });
  }

  /** Something has been done to the topic, or its configuration has been edited. */
  refresh(): void {
    this.#channel.tell({ kind: 'stale' });
  }

  clustersChanged(): void {
    const { clusters, subject } = this.#options;
    if (clusters.get(subject.cluster)?.kafka === this.#kafka) return;
    // What is sampled is another cluster's.
    this.#endSampling();
    this.#channel.tell({ kind: 'changed' });
  }

  dispose(): void {
    this.#channel.dispose();
    this.#endSampling();
  }

  #endSampling(): void {
    this.#sampling = undefined;
    // Nothing to be said to a process that has not even started.
    if (!this.#isKnown) return;
    this.#isKnown = false;
    void this.#options.services.service.request(this.#number, 'close', null).catch(() => undefined);
  }

  #open(): OpenedTopic | UnreachableTopic {
    const { clusters, subject } = this.#options;
    const found = clusters.get(subject.cluster);
    this.#kafka = found?.kafka;
    if (found === undefined) {
      return { problem: absence(subject.cluster), canStart: subject.cluster === LOCAL };
    }
    const { id, name, connection } = found;
    return {
      topic: subject.name,
      ...{ cluster: name, clusterId: id, readOnly: connection?.readOnly ?? false },
      sampling: this.#sampling ?? null,
    };
  }

  async #sample(choice: SampleChoice): Promise<null> {
    const { subject, services } = this.#options;
    const { service, serviceClusters } = services;
    const cluster = await serviceClusters.of(this.#cluster);
    this.#isKnown = true;
    await service.request(this.#number, 'cluster', cluster);
    return service.request(this.#number, 'sample', { ...choice, topic: subject.name });
  }

  async #act(action: TopicAction): Promise<null> {
    const { cluster, name: topic } = this.#options.subject;
    const run = (command: string, argument?: unknown) =>
      vscode.commands.executeCommand(command, argument);
    const topics = { cluster, topics: [topic] };
    switch (action.kind) {
      case 'messages':
        await run(Command.openMessages, {
          ...{ cluster, topic },
          ...(action.partition !== undefined && { partition: action.partition }),
        });
        break;
      case 'group':
        await run(Command.openGroup, { cluster, group: action.group });
        break;
      case 'configuration':
        await run(Command.editTopicConfiguration, { cluster, topic });
        break;
      case 'clone':
        await run(Command.cloneTopic, { cluster, topic });
        break;
      case 'empty':
        await run(Command.emptyTopics, topics);
        break;
      case 'recreate':
        await run(Command.recreateTopic, { cluster, topic });
        break;
      case 'startCluster':
        await run(Command.startCluster);
    }
    // Configurations are edited elsewhere, and topics recreated with their own.
    if (action.kind === 'recreate') this.refresh();
    return null;
  }

  get #cluster(): ReachableCluster {
    const { clusters, subject } = this.#options;
    return clusters.reachable(subject.cluster);
  }
}
