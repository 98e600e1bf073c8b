import type * as vscode from 'vscode';
import type { Clusters } from '../clusters/clusters.ts';
import { t } from '../l10n.ts';
import type { MessagesServices } from './messages/messages-services.ts';
import { type Subject, SubjectPanels } from './subject-panels.ts';
import { TopicPanel } from './topic/topic-panel.ts';

export interface TopicPanelsOptions {
  readonly extension: vscode.Uri;
  readonly clusters: Clusters;
  readonly services: Pick<MessagesServices, 'service' | 'serviceClusters'>;
}

/** The views of topics, one for each that is open. */
export class TopicPanels implements vscode.Disposable {
  readonly #panels: SubjectPanels;
  readonly #filled = new Set<TopicPanel>();
  readonly #subscriptions: { dispose(): unknown }[];

  constructor({ extension, clusters, services }: TopicPanelsOptions) {
    this.#panels = new SubjectPanels({
      ...{ extension, clusters, page: 'topic' },
      title: (name, cluster) =>
        cluster === undefined ? t('Topic {0}', name) : t('Topic {0} ({1})', name, cluster),
      fill: (panel, subject) => {
        const filled = new TopicPanel({ panel, subject, clusters, services });
        this.#filled.add(filled);
        panel.onDidDispose(() => this.#filled.delete(filled));
        return filled;
      },
    });
    this.#subscriptions = [
      this.#panels,
      services.service.told.on(({ panel, event }) => {
        for (const each of this.#filled) if (each.isNumber(panel)) each.take(event);
      }),
      services.service.crashed.on((problem) => {
        for (const each of this.#filled) each.crashed(problem);
      }),
    ];
  }

  /** The titles of the panels that are open. */
  get titles(): string[] {
    return this.#panels.titles;
  }

  show(subject: Subject): void {
    this.#panels.show(subject);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
