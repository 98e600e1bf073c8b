import * as vscode from 'vscode';
import type { ReadingOptions } from '../../../server/contract/messages/reading.ts';
import type {
  MessagesEvent,
  MessagesRequests,
  ServiceCluster,
} from '../../../server/contract/messages/service.ts';
import type {
  MessagesPanelEvent,
  MessagesPanelRequests,
  NotOpened,
  OpenedMessages,
  ReadingEvent,
  WantedRecords,
} from '../../../webview/contract/messages.ts';
import { LOCAL } from '../../clusters/cluster-id.ts';
import type { ReachableCluster } from '../../clusters/clusters.ts';
import type { KafkaClient } from '../../clusters/kafka-client.ts';
import { Command, Setting } from '../../contributions.ts';
import { readSetting } from '../../settings.ts';
import { type Handlers, WebviewChannel } from '../webview-channel.ts';
import { pickFile, pickTarget } from './files.ts';
import { MESSAGES_PATH, queryOf } from './message-link.ts';
import type { MessagesServices } from './messages-services.ts';

/** The records that a panel is about. */
export interface MessagesSubject {
  /** A cluster's id. */
  readonly cluster: string;
  readonly topic: string;
}

/** What the page asks that the process answers. */
type Passed = Exclude<keyof MessagesRequests, 'close' | 'cluster' | 'read'>;

const MEGABYTE = 1024 * 1024;

/**
 * One topic's panel as the extension has it: it passes on what is about records, and keeps what the page cannot while it is
 * hidden. A page is gone then; its reading stays, and pauses where it would only wait for new records: nothing is asked of a
 * cluster that nobody sees.
 */
export class MessagesPanel {
  readonly subject: MessagesSubject;
  readonly panel: vscode.WebviewPanel;
  readonly #number: number;
  readonly #services: MessagesServices;
  readonly #channel: WebviewChannel<MessagesPanelRequests, MessagesPanelEvent>;
  #wanted: WantedRecords | undefined;
  #options: ReadingOptions | undefined;
  #event: ReadingEvent | undefined;
  /** Whether it pauses only because nobody sees it. */
  #rests = false;
  /** What the process was told of the cluster, and which client that one has here: another run or another form of it has another. */
  #told: { readonly kafka: KafkaClient; readonly cluster: ServiceCluster } | undefined;

  /** @param number names the panel to the process. */
  constructor(
    panel: vscode.WebviewPanel,
    number: number,
    subject: MessagesSubject,
    services: MessagesServices,
    wanted: WantedRecords | undefined,
  ) {
    this.panel = panel;
    this.subject = subject;
    this.#number = number;
    this.#services = services;
    this.#wanted = wanted;
    this.#channel = new WebviewChannel(panel.webview, this.#handlers);
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.#rest();
    });
    panel.onDidDispose(() => {
      this.#channel.dispose();
      this.#endInProcess();
    });
  }

  /** Shows other records of the topic. */
  want(wanted: WantedRecords): void {
    if (this.panel.visible) this.#channel.tell({ kind: 'wanted', wanted });
    else this.#wanted = wanted;
  }

  /** What the process says of this panel. */
  take(event: MessagesEvent): void {
    if (event.kind === 'reading') {
      this.#event = event;
      if (!this.panel.visible) this.#rest();
    }
    this.#channel.tell(event);
  }

  /** The process has ended: nothing of what was read is there. */
  crashed(problem: string): void {
    this.#forget();
    this.#channel.tell({ kind: 'crashed', problem });
  }

  /** Clusters have changed: perhaps this one's. */
  clustersChanged(): void {
    const cluster = this.#services.clusters.get(this.subject.cluster);
    if (this.#told?.kafka === cluster?.kafka) return;
    // A page that is hidden does not hear of it, and nothing may go on at a cluster that is not to be used so any more.
    this.#endInProcess();
    this.#forget();
    this.#channel.tell({ kind: 'changed' });
  }

  dispose(): void {
    this.#channel.dispose();
  }

  get #handlers(): Handlers<MessagesPanelRequests> {
    const pass =
      <N extends Passed>(request: N) =>
      (argument: MessagesRequests[N]['argument']) =>
        this.#pass(request, argument);
    const { memory, texts, registries } = this.#services;
    const { topic } = this.subject;
    return {
      read: async (options) => {
        await this.#ensureTold();
        this.#options = options;
        this.#event = undefined;
        this.#rests = false;
        try {
          return await this.#pass('read', options);
        } catch (error) {
          // The one before has ended all the same.
          if (this.#options === options) this.#options = this.#event = undefined;
          throw error;
        }
      },
      filter: (filter) => {
        this.#options = this.#options && { ...this.#options, filter };
        return this.#pass('filter', filter);
      },
      order: (order) => {
        this.#options = this.#options && { ...this.#options, order };
        return this.#pass('order', order);
      },
      pause: pass('pause'),
      resume: pass('resume'),
      stop: pass('stop'),
      rows: pass('rows'),
      detail: pass('detail'),
      histogram: pass('histogram'),
      export: pass('export'),
      cancelExport: pass('cancelExport'),
      preview: async (argument) => {
        await this.#ensureTold();
        return this.#pass('preview', argument);
      },
      produce: async (options) => {
        await this.#ensureTold();
        return this.#pass('produce', options);
      },
      stopProducing: pass('stopProducing'),
      open: () => this.#openOrSay(),
      startCluster: async () => {
        await vscode.commands.executeCommand(Command.startCluster);
        return null;
      },
      keepLook: (look) => memory.keepLook(topic, look).then(nothing),
      keepFilters: (filters) => memory.keepFilters(filters).then(nothing),
      changeTemplates: async (change) => {
        if (change !== null) await memory.changeTemplates(change);
        return memory.templates;
      },
      askRegistry: async () => {
        const cluster = this.#cluster;
        const registry = await registries.ask(cluster);
        if (registry === undefined) return null;
        await this.#tellCluster();
        return registry.url;
      },
      pickFile,
      pickTarget,
      showFile: async (path) => {
        await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: true });
        return null;
      },
      copy: (text) => Promise.resolve(vscode.env.clipboard.writeText(text)).then(nothing),
      copyLink: async (place) => {
        await vscode.env.clipboard.writeText(this.#linkTo(place));
        return null;
      },
      openText: (text) => texts.open(text).then(nothing),
      compare: (both) => texts.compare(both).then(nothing),
    };
  }

  async #openOrSay(): Promise<OpenedMessages | NotOpened> {
    try {
      return await this.#open();
    } catch (error) {
      const { cluster } = this.subject;
      return {
        problem: error instanceof Error ? error.message : String(error),
        canStart: cluster === LOCAL && this.#services.clusters.local === undefined,
      };
    }
  }

  /** @throws Error that says why the topic cannot be read. */
  async #open(): Promise<OpenedMessages> {
    const { memory, registries } = this.#services;
    const { topic } = this.subject;
    const cluster = this.#cluster;
    const partitions = await cluster.kafka.call('partitions', topic);
    await this.#tellCluster();
    const wanted = this.#wanted ?? null;
    this.#wanted = undefined;
    if (this.#rests && this.#event !== undefined) {
      this.#rests = false;
      await this.#pass('resume', null);
    }
    return {
      topic,
      cluster: cluster.name,
      clusterId: cluster.id,
      bootstrap: cluster.kafka.bootstrap,
      readOnly: cluster.connection?.readOnly ?? false,
      partitions: partitions.map(({ index }) => index).sort((a, b) => a - b),
      registry: (await registries.of(cluster))?.url ?? null,
      memory: Math.max(16, readSetting(Setting.messagesMemory) ?? 256) * MEGABYTE,
      look: memory.lookOf(topic),
      filters: memory.filters,
      wanted,
      reading:
        this.#options === undefined || this.#event === undefined
          ? null
          : { options: this.#options, event: this.#event },
    };
  }

  async #tellCluster(): Promise<void> {
    const found = this.#cluster;
    const cluster = await this.#serviceCluster(found);
    // A reading with another registry, say, ends there.
    if (JSON.stringify(cluster) !== JSON.stringify(this.#told?.cluster)) this.#forget();
    this.#told = { kafka: found.kafka, cluster };
    await this.#pass('cluster', cluster);
  }

  /** A process that was started after a crash has not heard of the cluster. */
  async #ensureTold(): Promise<void> {
    if (this.#told === undefined) await this.#tellCluster();
  }

  /** Ends what the process does for this panel. Nothing to be said if it has not even started. */
  #endInProcess(): void {
    if (this.#told !== undefined) void this.#pass('close', null).catch(() => undefined);
  }

  /** Waits for no new records while nobody sees them; reading to where it is, goes on. */
  #rest(): void {
    if (this.#rests || this.#event?.status.state !== 'live') return;
    this.#rests = true;
    void this.#pass('pause', null).catch(() => undefined);
  }

  #forget(): void {
    this.#options = undefined;
    this.#event = undefined;
    this.#rests = false;
    this.#told = undefined;
  }

  #pass<N extends keyof MessagesRequests>(
    request: N,
    argument: MessagesRequests[N]['argument'],
  ): Promise<MessagesRequests[N]['result']> {
    return this.#services.service.request(this.#number, request, argument);
  }

  get #cluster(): ReachableCluster {
    return this.#services.clusters.reachable(this.subject.cluster);
  }

  async #serviceCluster(cluster: ReachableCluster): Promise<ServiceCluster> {
    const asked = await this.#services.serviceClusters.of(cluster);
    // Brokers of the local cluster come and go: what goes on there finds the others, and is not to end.
    const told = this.#told?.kafka === cluster.kafka ? this.#told.cluster : undefined;
    return { ...asked, ...(told && { properties: told.properties }) };
  }

  #linkTo(place: WantedRecords): string {
    const { topic } = this.subject;
    const { id, name } = this.#cluster;
    const query = queryOf({ topic, ...(id !== LOCAL && { cluster: name }), ...place });
    return `${vscode.env.uriScheme}://${this.#services.extensionId}${MESSAGES_PATH}?${query}`;
  }
}

function nothing(): null {
  return null;
}
