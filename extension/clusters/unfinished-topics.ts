import type * as vscode from 'vscode';
import type { TopicDefinition } from '../../server/contract/kafka-client/topics.ts';

const KEY = 'millrace.topics.unfinished';

/** A topic that was deleted to be created again, and is not yet. */
export interface UnfinishedTopic {
  /** The cluster's id. */
  readonly cluster: string;
  readonly definition: TopicDefinition;
}

/** The definitions of topics that are being recreated: they outlive the window, whatever happens to it meanwhile. */
export class UnfinishedTopics {
  readonly #state: Pick<vscode.Memento, 'get' | 'update'>;

  constructor(state: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#state = state;
  }

  get all(): readonly UnfinishedTopic[] {
    return this.#state.get<readonly UnfinishedTopic[]>(KEY) ?? [];
  }

  of(cluster: string): readonly TopicDefinition[] {
    return this.all.filter((each) => each.cluster === cluster).map(({ definition }) => definition);
  }

  async keep(cluster: string, definition: TopicDefinition): Promise<void> {
    const others = this.#without(cluster, definition.name);
    await this.#state.update(KEY, [...others, { cluster, definition }]);
  }

  async forget(cluster: string, name: string): Promise<void> {
    await this.#state.update(KEY, this.#without(cluster, name));
  }

  #without(cluster: string, name: string): readonly UnfinishedTopic[] {
    return this.all.filter((each) => each.cluster !== cluster || each.definition.name !== name);
  }
}
