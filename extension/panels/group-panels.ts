import type * as vscode from 'vscode';
import type { WantedReset } from '../../webview/contract/group.ts';
import type { Clusters } from '../clusters/clusters.ts';
import { GroupPanel } from './group/group-panel.ts';
import { type Subject, SubjectPanels } from './subject-panels.ts';

export interface GroupPanelsOptions {
  /** The folder of the extension. */
  readonly extension: vscode.Uri;
  readonly clusters: Clusters;
  /** Is called with a cluster's id when something was done to one of its groups. */
  readonly onChange: (cluster: string) => unknown;
}

/** The panels of consumer groups, one for each that is open. */
export class GroupPanels implements vscode.Disposable {
  readonly #panels: SubjectPanels;
  readonly #open = new Map<Subject, GroupPanel>();

  constructor({ extension, clusters, onChange }: GroupPanelsOptions) {
    this.#panels = new SubjectPanels({
      extension,
      clusters,
      page: 'group',
      title: (name, cluster) => (cluster === undefined ? name : `${name} (${cluster})`),
      fill: (panel, subject) => {
        const filled = new GroupPanel({ panel, subject, clusters, onChange });
        this.#open.set(subject, filled);
        panel.onDidDispose(() => this.#open.delete(subject));
        return filled;
      },
    });
  }

  /** The titles of the panels that are open. */
  get titles(): string[] {
    return this.#panels.titles;
  }

  /** Shows a group, with the form for resetting its offsets if that is wanted. */
  show(subject: Subject, wanted?: WantedReset): void {
    this.#panels.show(subject);
    if (wanted !== undefined) this.#find(subject)?.want(wanted);
  }

  /** Closes the panel of a group that was deleted. */
  close(subject: Subject): void {
    this.#panels.close(subject);
  }

  dispose(): void {
    this.#panels.dispose();
  }

  #find({ cluster, name }: Subject): GroupPanel | undefined {
    for (const [subject, panel] of this.#open) {
      if (subject.cluster === cluster && subject.name === name) return panel;
    }
    return undefined;
  }
}
