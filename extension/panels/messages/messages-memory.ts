import type * as vscode from 'vscode';
import type {
  SavedFilter,
  SavedTemplate,
  TableLook,
  TemplateChange,
} from '../../../webview/contract/messages.ts';
import { changedTemplates } from './templates.ts';

const LOOKS = 'millrace.messages.looks';
const FILTERS = 'millrace.messages.filters';
const TEMPLATES = 'millrace.messages.templates';
/** Topics whose looks are kept: those that were changed last. */
const MOST_LOOKS = 50;

/** What a workspace keeps for its messages panels: how tables look, saved filters and templates. */
export class MessagesMemory {
  readonly #state: Pick<vscode.Memento, 'get' | 'update'>;

  constructor(state: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#state = state;
  }

  get filters(): readonly SavedFilter[] {
    return this.#state.get<SavedFilter[]>(FILTERS) ?? [];
  }

  async keepFilters(filters: readonly SavedFilter[]): Promise<void> {
    await this.#state.update(FILTERS, filters);
  }

  get templates(): readonly SavedTemplate[] {
    return this.#state.get<SavedTemplate[]>(TEMPLATES) ?? [];
  }

  /** All panels change the same ones. @throws Error with one sentence for a change that cannot be made */
  async changeTemplates(change: TemplateChange): Promise<void> {
    await this.#state.update(TEMPLATES, changedTemplates(this.templates, change));
  }

  /** That of the topic, else the last one that was chosen for any. */
  lookOf(topic: string): TableLook | null {
    const looks = this.#looks;
    return (looks.find(([name]) => name === topic) ?? looks[0])?.[1] ?? null;
  }

  async keepLook(topic: string, look: TableLook): Promise<void> {
    const others = this.#looks.filter(([name]) => name !== topic);
    await this.#state.update(LOOKS, [[topic, look], ...others].slice(0, MOST_LOOKS));
  }

  /** The one that was changed last comes first. */
  get #looks(): readonly (readonly [topic: string, look: TableLook])[] {
    return this.#state.get<[string, TableLook][]>(LOOKS) ?? [];
  }
}
