// What is typed into the form, as it is kept, and what is asked for with it.

import type { Encoding } from '../../../server/contract/messages/decoding.ts';
import type {
  MessagesFile,
  PartitionChoice,
  ProducingOptions,
  RecordTemplate,
  Repetition,
  Typed,
} from '../../../server/contract/messages/producing.ts';
import { t } from '../../ui/text.ts';
import { parseMoment } from '../../ui/times.ts';

/** A key, value or header. What was typed stays when it is none. */
export interface PartDraft extends Typed {
  readonly isNull: boolean;
}

export interface HeaderDraft {
  readonly name: string;
  readonly value: PartDraft;
}

export type RepeatKind = 'once' | 'times' | 'rate' | 'file';

/** Numbers and times are as typed. */
export interface Draft {
  readonly key: PartDraft;
  readonly value: PartDraft;
  readonly headers: readonly HeaderDraft[];
  readonly generated: boolean;
  readonly partition: PartitionChoice['kind'];
  readonly explicit: string;
  readonly timestamp: string;
  readonly acks: ProducingOptions['acks'];
  readonly idempotent: boolean;
  readonly compression: ProducingOptions['compression'];
  readonly repeat: RepeatKind;
  readonly count: string;
  readonly perSecond: string;
  readonly file: MessagesFile | null;
  /** Whether the file is sent at the rate, and not as fast as it goes. */
  readonly isPaced: boolean;
}

export const firstDraft: Draft = {
  key: { encoding: { format: 'string' }, text: '', isNull: false },
  value: { encoding: { format: 'json' }, text: '', isNull: false },
  headers: [],
  generated: false,
  partition: 'keyHash',
  explicit: '0',
  timestamp: '',
  acks: -1,
  idempotent: true,
  compression: 'none',
  repeat: 'once',
  count: '100',
  perSecond: '10',
  file: null,
  isPaced: false,
};

export const emptyHeader: HeaderDraft = {
  name: '',
  value: { encoding: { format: 'string' }, text: '', isNull: false },
};

/** What is kept of the form, and of what was sent with it. */
export interface KeptProduce {
  readonly draft: Draft;
  /** The latest first. */
  readonly history: readonly Draft[];
}

/** Drafts that are kept of one topic. */
const MOST_HISTORY = 20;

/** What was kept, as far as it is of use. */
export function restored(kept: unknown): KeptProduce {
  const { draft, history } = (kept ?? {}) as Partial<KeptProduce>;
  return { draft: restoredDraft(draft), history: history ?? [] };
}

/** A draft that was kept, perhaps by a form that had less. */
export function restoredDraft(draft: unknown): Draft {
  return { ...firstDraft, ...(draft as Partial<Draft> | undefined) };
}

/** With what was just sent in front. */
export function remembered(history: readonly Draft[], draft: Draft): readonly Draft[] {
  const text = JSON.stringify(draft);
  const others = history.filter((each) => JSON.stringify(each) !== text);
  return [draft, ...others].slice(0, MOST_HISTORY);
}

/** How a draft is called in a list. */
export function nameOf({ key, value, repeat, file }: Draft): string {
  if (repeat === 'file' && file !== null) return fileName(file.path);
  const of = ({ isNull, text }: PartDraft) => (isNull ? 'null' : text.replace(/\s+/g, ' ').trim());
  const name = `${of(key)} → ${of(value)}`;
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}

export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** Whether what is typed for an encoding is JSON. */
export function isJsonTyped({ format }: Encoding): boolean {
  return ['json', 'messagepack', 'avro', 'protobuf'].includes(format);
}

/** @param now milliseconds since the epoch. @throws Error with one sentence for a timestamp that is none */
export function templateOf(draft: Draft, now: number): RecordTemplate {
  const typed = ({ isNull, encoding, text }: PartDraft): Typed | null =>
    isNull ? null : { encoding, text };
  const timestamp =
    draft.timestamp.trim() === '' ? null : parseMoment(draft.timestamp, 'local', now);
  if (timestamp === undefined) {
    throw new Error(t('The timestamp is none: write 2026-01-31 12:00, or milliseconds.'));
  }
  return {
    key: typed(draft.key),
    value: typed(draft.value),
    headers: draft.headers.map(({ name, value }) => ({ name, value: typed(value) })),
    generated: draft.generated,
    ...(timestamp !== null && { timestamp }),
  };
}

/** @param now milliseconds since the epoch. @throws Error with one sentence for what cannot be asked for */
export function optionsOf(draft: Draft, topic: string, now: number): ProducingOptions {
  const { acks, idempotent, compression, repeat, file } = draft;
  if (repeat === 'file' && file === null) throw new Error(t('Choose a file to send first.'));
  return {
    ...{ topic, acks, compression },
    idempotent: idempotent && acks === -1,
    partition: partitionOf(draft),
    template: templateOf(draft, now),
    repetition: repetitionOf(draft),
    ...(repeat === 'file' && file !== null && { file }),
  };
}

function partitionOf({ partition, explicit }: Draft): PartitionChoice {
  if (partition !== 'explicit') return { kind: partition };
  return { kind: partition, partition: wholeNumber(explicit, 0, t('The partition')) };
}

function repetitionOf({ repeat, count, perSecond, isPaced }: Draft): Repetition {
  switch (repeat) {
    case 'once':
      return { kind: 'times', count: 1 };
    case 'file':
      if (isPaced) return atRate(perSecond);
      return { kind: 'times', count: 1 };
    case 'times':
      return { kind: 'times', count: wholeNumber(count, 1, t('The number of records')) };
    case 'rate':
      return atRate(perSecond);
  }
}

function atRate(text: string): Repetition {
  const rate = Number(text.replace(/[\s,_]/g, ''));
  if (!(rate > 0)) throw new Error(t('The rate is a number of records a second, above 0.'));
  return { kind: 'rate', perSecond: rate };
}

function wholeNumber(text: string, least: number, what: string): number {
  const number = Number(text.replace(/[\s,._]/g, ''));
  if (text.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(t('{0} has to be a whole number from {1} on.', what, least));
}
