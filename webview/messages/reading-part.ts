import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import type { RecordFilter } from '../../server/contract/messages/reading.ts';
import type { SavedFilter } from '../contract/messages.ts';
import { isEmpty } from './filter/filter-model.ts';
import type { PanelContext } from './panel-context.ts';
import { expressionProblem } from './problems.ts';
import type { ReadingBarEnds } from './toolbar/reading-bar.ts';

/** What stands above the records: what is read, what is looked for, and how records are spread over time. */
export class ReadingPart {
  /** The filters of the workspace. */
  saved: readonly SavedFilter[] = [];
  readonly #panel: PanelContext;
  readonly #onDone: () => void;
  readonly #readingEnds: ReadingBarEnds;

  /** `onDone` is called when the user leaves the filter for the records. */
  constructor(panel: PanelContext, onDone: () => void) {
    const { session } = panel;
    this.#panel = panel;
    this.#onDone = onDone;
    this.#readingEnds = {
      onChoice: (choice) => void panel.begin(choice),
      onRun: () => void panel.begin(session.choice),
      onPause: () => void session.pause(),
      onResume: () => void session.resume(),
      onStop: () => void session.stop(),
      pickFile: (what) => panel.ask('pickFile', what),
      needRegistry: () => panel.needRegistry(),
      onKept: () => panel.find<LitElement>('millrace-reading-bar')?.requestUpdate(),
    };
  }

  template(): TemplateResult {
    const { session, opened, look, arrangement } = this.#panel;
    const { choice, status, histogram } = session;
    const partitions = opened?.partitions ?? [];
    return html`<div class="bars">
      <millrace-reading-bar
        .choice=${choice}
        .state=${status?.state}
        .partitions=${partitions}
        .time=${look.time}
        .ends=${this.#readingEnds}
      ></millrace-reading-bar>
      <millrace-filter-bar
        .filter=${choice.filter}
        .saved=${this.saved}
        .partitions=${partitions}
        .problem=${expressionProblem(status, choice)}
        .time=${look.time}
        .ends=${this.#filterEnds}
      ></millrace-filter-bar>
      ${
        arrangement.layout.histogram
          ? html`<millrace-histogram
              .histogram=${histogram}
              .range=${choice.filter.time}
              .time=${look.time}
              .onRange=${this.#onRange}
            ></millrace-histogram>`
          : nothing
      }
    </div>`;
  }

  get isFiltered(): boolean {
    return !isEmpty(this.#panel.session.choice.filter);
  }

  readonly #filterEnds = {
    onFilter: (filter: RecordFilter) => void this.#panel.filter(filter),
    onSaved: (saved: readonly SavedFilter[]) => {
      this.saved = saved;
      void this.#panel.asking('keepFilters', saved);
      this.#panel.refresh();
    },
    onDone: () => this.#onDone(),
  };

  readonly #onRange = (range: { from: number; to: number } | undefined): void => {
    const { time: _, ...rest } = this.#panel.session.choice.filter;
    void this.#panel.filter(range === undefined ? rest : { ...rest, time: range });
  };
}
