import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ReadingStatus, StartAt } from '../../../server/contract/messages/reading.ts';
import type { ReadingChoice, TimeForm } from '../../contract/messages.ts';
import { pageStyle } from '../../ui/page-style.ts';
import { sentence, t } from '../../ui/text.ts';
import { momentText, parseMoment } from '../../ui/times.ts';
import { controlStyle } from '../../ui/toolbar/control-style.ts';
import { action, field, select } from '../../ui/toolbar/controls.ts';
import { type DecodingEnds, decodingControl } from './decoding-control.ts';
import { parsePartitions, partitionsText } from './partition-list.ts';
import { type StartKind, startOf } from './reading-choice.ts';
import { stopControl } from './stop-control.ts';

export interface ReadingBarEnds extends DecodingEnds {
  /** Something else is to be read. */
  readonly onChoice: (choice: ReadingChoice) => void;
  readonly onRun: () => void;
  readonly onPause: () => void;
  readonly onResume: () => void;
  readonly onStop: () => void;
}

/** What is read, from where to where, and how the bytes are taken. A change is read at once. */
export class ReadingBar extends LitElement {
  static override readonly properties = {
    choice: { attribute: false },
    state: {},
    partitions: { attribute: false },
    time: {},
    ends: { attribute: false },
  };
  static override readonly styles = [
    pageStyle,
    controlStyle,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 10px;
      }
      .group {
        display: inline-flex;
        align-items: center;
        gap: 2px;
      }
      .group.start {
        gap: 6px;
      }
      .group.decodings {
        flex-wrap: wrap;
        gap: 4px 10px;
      }
      .stops {
        display: grid;
        gap: 4px;
        min-width: 300px;
      }
      .stop {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 4px 12px;
      }
      .stop vscode-checkbox {
        margin: 0;
      }
      .hint {
        margin: 0 0 4px;
        color: var(--vscode-descriptionForeground);
      }
    `,
  ];
  declare choice: ReadingChoice;
  declare state: ReadingStatus['state'] | undefined;
  declare partitions: readonly number[];
  declare time: TimeForm;
  declare ends: ReadingBarEnds;
  #partitionProblem: string | undefined;
  #startProblem: string | undefined;

  protected override render(): TemplateResult {
    const { choice, ends, time } = this;
    return html`
      <span class="group" role="group" aria-label=${t('Reading')}>${this.#runButtons()}</span>
      ${this.#start(choice.start)}
      <label class="labelled"
        ><span class="name">${t('Partitions')}</span>${field({
          label: t('Partitions to read: numbers and ranges, or nothing for all'),
          value: partitionsText(choice.partitions),
          placeholder: t('All'),
          problem: this.#partitionProblem,
          width: 5,
          onCommit: (text) => this.#choosePartitions(text),
        })}</label
      >
      <span class="labelled"
        ><span class="name">${t('Until')}</span>${stopControl(choice.stop, time, (stop) =>
          ends.onChoice({ ...choice, stop }),
        )}</span
      >
      <span class="group decodings">
        ${decodingControl(t('Key'), choice.key, ends, (key) => ends.onChoice({ ...choice, key }))}
      ${decodingControl(t('Value'), choice.value, ends, (value) => ends.onChoice({ ...choice, value }))}
      </span>
    `;
  }

  #runButtons(): TemplateResult {
    const { state, ends } = this;
    const goesOn = state === 'starting' || state === 'reading' || state === 'live';
    const first = goesOn
      ? action('pause', t('Pause reading'), ends.onPause)
      : state === 'paused'
        ? action('resume', t('Resume reading'), ends.onResume)
        : nothing;
    return html`${first}
    ${
      goesOn || state === 'paused'
        ? action('stop', t('Stop reading; what was read stays'), ends.onStop)
        : nothing
    }
    ${action('restart', t('Read again from the start'), ends.onRun)}`;
  }

  #start(start: StartAt): TemplateResult {
    return html`<span class="group start"
      ><label class="labelled"
        ><span class="name">${t('From')}</span>${select<StartKind>({
          label: t('Where to start'),
          value: start.kind,
          choices: [
            { value: 'last', text: t('Last') },
            { value: 'earliest', text: t('Earliest') },
            { value: 'latest', text: t('Latest') },
            { value: 'offset', text: t('Offset') },
            { value: 'timestamp', text: t('Timestamp') },
          ],
          onChange: (kind) => this.#chooseStart(startOf(kind, Date.now())),
        })}</label
      >${this.#startValue(start)}</span
    >`;
  }

  #startValue(start: StartAt): TemplateResult | typeof nothing {
    const number = (label: string, value: number, least: number, make: (n: number) => StartAt) =>
      field({
        label,
        value: String(value),
        problem: this.#startProblem,
        width: 4,
        onCommit: (text) => {
          const typed = Number(text.replace(/[\s,._]/g, ''));
          if (text.trim() !== '' && Number.isSafeInteger(typed) && typed >= least) {
            this.#chooseStart(make(typed));
          } else this.#startIsWrong(t('A whole number from {0} on.', least));
        },
      });
    switch (start.kind) {
      case 'last':
        return number(t('How many of the last records'), start.count, 1, (count) => ({
          kind: 'last',
          count,
        }));
      case 'offset':
        return number(t('Offset to start at'), start.offset, 0, (offset) => ({
          kind: 'offset',
          offset,
        }));
      case 'timestamp':
        return field({
          label: t('Time to start at'),
          value: momentText(start.timestamp, this.time),
          problem: this.#startProblem,
          width: 24,
          onCommit: (text) => {
            const timestamp = parseMoment(text, this.time, Date.now());
            if (timestamp !== undefined) this.#chooseStart({ kind: 'timestamp', timestamp });
            else this.#startIsWrong(t('A time such as 2026-01-31 12:00, or milliseconds.'));
          },
        });
      default:
        return nothing;
    }
  }

  #chooseStart(start: StartAt): void {
    this.#startProblem = undefined;
    this.ends.onChoice({ ...this.choice, start });
  }

  #startIsWrong(problem: string): void {
    this.#startProblem = problem;
    this.requestUpdate();
  }

  #choosePartitions(text: string): void {
    try {
      const chosen = parsePartitions(text, this.partitions, (problem, part) =>
        problem === 'syntax'
          ? t('{0} is no partition: numbers and ranges such as 0-3, 7.', part)
          : t('There is no partition {0}.', part),
      );
      this.#partitionProblem = undefined;
      const { partitions: _, ...rest } = this.choice;
      this.ends.onChoice(chosen === undefined ? rest : { ...rest, partitions: chosen });
    } catch (error) {
      this.#partitionProblem = sentence(error);
    }
    this.requestUpdate();
  }
}
