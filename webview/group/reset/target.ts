import type {
  PlannedChange,
  RequestedTarget,
} from '../../../server/contract/kafka-client/groups.ts';
import type { KeptForm, TargetKind } from '../../contract/group.ts';
import { formatNumber, t } from '../../ui/text.ts';
import { parseMoment } from '../../ui/times.ts';

export const firstForm: KeptForm = { kind: 'earliest', values: {}, scope: null };

/** A target, what is wrong with the value that was typed for it, or null while nothing is typed. */
export type TypedTarget =
  | { readonly target: RequestedTarget }
  | { readonly problem: string }
  | null;

/** What the form says. @param now milliseconds since the epoch */
export function typedTarget({ kind, values }: KeptForm, now: number): TypedTarget {
  const typed = (values[kind] ?? '').trim();
  switch (kind) {
    case 'earliest':
    case 'latest':
    case 'current':
      return { target: { kind } };
    case 'offset': {
      if (typed === '') return null;
      const offset = wholeNumber(typed);
      return offset === undefined || offset < 0
        ? { problem: t('A whole number from 0 on.') }
        : { target: { kind, offset } };
    }
    case 'shift': {
      if (typed === '') return null;
      const by = wholeNumber(typed);
      return by === undefined
        ? { problem: t('A whole number: 10 leaves out ten records, -10 reads ten again.') }
        : { target: { kind, by } };
    }
    case 'timestamp': {
      if (typed === '') return null;
      const timestamp = parseMoment(typed, 'local', now);
      return timestamp === undefined
        ? { problem: t('A time such as 2026-01-31 12:00, or milliseconds.') }
        : { target: { kind, timestamp } };
    }
    case 'file':
      // The text of a file as it is: what is wrong with it is said of its plan.
      return typed === '' ? null : { target: { kind, csv: values.file ?? '' } };
    case 'group':
      return typed === '' ? null : { target: { kind, group: values.group ?? '' } };
  }
}

export function targetChoices(): readonly { readonly value: TargetKind; readonly text: string }[] {
  return [
    { value: 'earliest', text: t('Earliest') },
    { value: 'latest', text: t('Latest') },
    { value: 'timestamp', text: t('Timestamp') },
    { value: 'offset', text: t('Offset') },
    { value: 'shift', text: t('Shift by') },
    { value: 'file', text: t('A file (CSV)') },
    { value: 'group', text: t('Another group') },
  ];
}

/** Why a new offset is not what was asked for, or why there is none; '' if there is nothing to be said. */
export function noteText({ note, problem, before }: PlannedChange): string {
  switch (problem) {
    case 'nothingCommitted':
      return t('Nothing is committed that could be shifted');
    case 'notGiven':
      return t('Not among the given offsets');
    case 'noLeader':
      return t('No leader: its offsets are not known');
    case 'noPartition':
      return t('There is no such partition');
  }
  switch (note?.kind) {
    case 'beyondLatest':
      return t('{0} is beyond the latest offset', formatNumber(note.wanted));
    case 'beforeEarliest':
      return t('{0} is before the earliest offset', formatNumber(note.wanted));
    case 'noneSince':
      return t('No record so late: the latest offset');
    case 'noneCommitted':
      return t('Nothing is committed: the latest offset');
  }
  return before === undefined ? t('New') : '';
}

/** What a plan does in all. */
export interface PlanSummary {
  /** How many offsets become others, or come into being. */
  readonly changing: number;
  /** How many offsets are set. */
  readonly set: number;
  readonly lagBefore: number;
  readonly lagAfter: number;
}

export function summaryOf(changes: readonly PlannedChange[]): PlanSummary {
  const set = changes.filter(({ after }) => after !== undefined);
  const sum = (lags: readonly (number | undefined)[]) =>
    lags.reduce<number>((total, lag) => total + (lag ?? 0), 0);
  return {
    changing: set.filter(({ before, after }) => before !== after).length,
    set: set.length,
    lagBefore: sum(set.map(({ before, latest }) => lag(before, latest))),
    lagAfter: sum(set.map(({ after, latest }) => lag(after, latest))),
  };
}

/** Records between an offset and the latest one; undefined where one of them is not known. */
export function lag(offset: number | undefined, latest: number | undefined): number | undefined {
  return offset === undefined || latest === undefined ? undefined : Math.max(0, latest - offset);
}

function wholeNumber(typed: string): number | undefined {
  // Digit groups may be typed as they are shown.
  const text = typed.replace(/(?<=\d)[,_\s](?=\d)/g, '').replace('−', '-');
  const value = /^[-+]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}
