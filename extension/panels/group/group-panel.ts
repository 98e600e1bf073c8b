import * as vscode from 'vscode';
import type {
  GroupEvent,
  GroupLook,
  GroupProblem,
  GroupRequests,
  OpenedGroup,
  WantedReset,
} from '../../../webview/contract/group.ts';
import { LOCAL } from '../../clusters/cluster-id.ts';
import type { Clusters, ReachableCluster } from '../../clusters/clusters.ts';
import type { KafkaClient } from '../../clusters/kafka-client.ts';
import { agreesToReset } from '../../commands/reset-offsets.ts';
import { readOnly } from '../../commands/run.ts';
import { Command } from '../../contributions.ts';
import type { Subject, SubjectPanel } from '../subject-panels.ts';
import { type Handlers, WebviewChannel } from '../webview-channel.ts';
import { LagSamples } from './lag-samples.ts';
import { choosePlan, savePlan } from './plan-file.ts';

/** How often the group is looked at while somebody sees it, in milliseconds. */
const PERIOD = 1_000;
/** A cluster that takes long to answer is not asked more than half of the time. */
const REST_PER_WORK = 1;

export interface GroupPanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly subject: Subject;
  readonly clusters: Clusters;
  /** Is called when something was done to the group. */
  readonly onChange: (cluster: string) => unknown;
}

/** One group's panel as the extension has it: it looks at the group while the page is seen, and remembers how far it was behind. */
export class GroupPanel implements SubjectPanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #subject: Subject;
  readonly #clusters: Clusters;
  readonly #onChange: (cluster: string) => unknown;
  readonly #channel: WebviewChannel<GroupRequests, GroupEvent>;
  readonly #visibility: vscode.Disposable;
  readonly #samples = new LagSamples();
  #wanted: WantedReset | undefined;
  /** The client that was asked last. */
  #kafka: KafkaClient | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether the page has asked since it was shown. */
  #isLoaded = false;
  #isDisposed = false;

  constructor({ panel, subject, clusters, onChange }: GroupPanelOptions) {
    this.#panel = panel;
    this.#subject = subject;
    this.#clusters = clusters;
    this.#onChange = onChange;
    this.#channel = new WebviewChannel(panel.webview, this.#handlers);
    this.#visibility = panel.onDidChangeViewState(() => {
      if (panel.visible) return;
      // The page is gone, and asks again when it is shown.
      this.#isLoaded = false;
      clearTimeout(this.#timer);
    });
  }

  /** Opens the form for resetting. */
  want(wanted: WantedReset): void {
    if (this.#isLoaded) this.#channel.tell({ kind: 'wanted', wanted });
    else this.#wanted = wanted;
  }

  clustersChanged(): void {
    if (this.#clusters.get(this.#subject.cluster)?.kafka === this.#kafka) return;
    this.#samples.clear();
    this.#channel.tell({ kind: 'changed' });
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#visibility.dispose();
    this.#channel.dispose();
  }

  get #handlers(): Handlers<GroupRequests> {
    const { cluster, name } = this.#subject;
    return {
      load: () => this.#load(),
      topics: async () => {
        const { topics } = await this.#cluster.kafka.call('topics', null);
        return topics.map((topic) => topic.name).sort();
      },
      groups: async () => {
        const names = await this.#cluster.kafka.call('groupNames', null);
        return names.filter((other) => other !== name);
      },
      chooseFile: choosePlan,
      plan: (wanted) => this.#cluster.kafka.call('planReset', { group: name, ...wanted }),
      reset: async (changes) => {
        const target = this.#cluster;
        if (target.connection?.readOnly) throw readOnly(target);
        // The page has shown every change, and the local cluster is the user's own; of another it is said once more which.
        const isSure = target.connection === undefined;
        if (!isSure && !(await agreesToReset(target, name, changes))) return null;
        const offsets = changes.flatMap(({ topic, partition, after }) =>
          after === undefined ? [] : [{ topic, partition, offset: after }],
        );
        const failures = await target.kafka.call('commitOffsets', { group: name, offsets });
        this.#changed();
        return failures;
      },
      exportPlan: async (offsets) =>
        savePlan(name, await this.#cluster.kafka.call('resetCsv', { group: name, offsets })),
      deleteOffsets: async (partitions) => {
        const argument = { group: name, partitions, cluster };
        const deleted = await vscode.commands.executeCommand(Command.deleteOffsets, argument);
        this.#changed();
        return deleted !== undefined;
      },
      deleteGroup: async () => {
        const argument = { groups: [name], cluster };
        const deleted = await vscode.commands.executeCommand(Command.deleteGroups, argument);
        this.#changed();
        return Array.isArray(deleted) && deleted.includes(name);
      },
      openMessages: async (place) => {
        await vscode.commands.executeCommand(Command.openMessages, { cluster, ...place });
        return null;
      },
      startCluster: async () => {
        await vscode.commands.executeCommand(Command.startCluster);
        return null;
      },
    };
  }

  async #load(): Promise<OpenedGroup> {
    const { cluster: id } = this.#subject;
    const cluster = this.#clusters.get(id);
    const samples = [...this.#samples.all];
    const read = await this.#read();
    const wanted = this.#wanted ?? null;
    this.#wanted = undefined;
    // It may have been hidden meanwhile.
    this.#isLoaded = this.#panel.visible;
    this.#lookAgain(PERIOD);
    return {
      subject: this.#subject,
      cluster: id === LOCAL ? null : (cluster?.name ?? null),
      readOnly: cluster?.connection?.readOnly ?? false,
      look: 'snapshot' in read ? read : null,
      problem: 'text' in read ? read : null,
      samples,
      wanted,
    };
  }

  async #read(): Promise<GroupLook | GroupProblem> {
    const { cluster, name } = this.#subject;
    try {
      this.#kafka = this.#clusters.get(cluster)?.kafka;
      const snapshot = await this.#cluster.kafka.call('group', name);
      return { snapshot, sample: this.#samples.take(snapshot, Date.now()) };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const canStart = cluster === LOCAL && this.#clusters.local === undefined;
      return { text, canStart };
    }
  }

  #lookAgain(delay: number): void {
    clearTimeout(this.#timer);
    if (this.#isDisposed || !this.#isLoaded) return;
    this.#timer = setTimeout(() => void this.#look(), delay);
  }

  async #look(): Promise<void> {
    const start = performance.now();
    const read = await this.#read();
    if (this.#isDisposed || !this.#isLoaded) return;
    if ('snapshot' in read) this.#channel.tell({ kind: 'look', look: read });
    else this.#channel.tell({ kind: 'problem', problem: read });
    this.#lookAgain(Math.max(PERIOD, (performance.now() - start) * REST_PER_WORK));
  }

  /** Shows at once what the user has done. */
  #changed(): void {
    this.#lookAgain(0);
    void this.#onChange(this.#subject.cluster);
  }

  get #cluster(): ReachableCluster {
    return this.#clusters.reachable(this.#subject.cluster);
  }
}
