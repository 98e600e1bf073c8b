// What a model wants to have sent, as it came, checked: what the user agrees to is what is sent.

import type {
  ProducingOptions,
  RecordTemplate,
  Typed,
} from '../../server/contract/messages/producing.ts';
import { encodingOf, type FormatName, formatNames } from './formats.ts';
import type { ToolInput } from './tool-input.ts';

/** Messages of one call, and characters of all their texts: as much as a person can look through before agreeing. */
const MOST_MESSAGES = 20;
const MOST_TEXT = 10_000;

export interface MessageToSend {
  readonly key: string | null;
  /** Null for a tombstone. */
  readonly value: string | null;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly partition?: number;
}

export interface MessagesToSend {
  readonly topic: string;
  readonly keyFormat: FormatName;
  readonly valueFormat: FormatName;
  readonly messages: readonly MessageToSend[];
}

/** @throws Error that says what is wrong with which message */
export function messagesToSend(input: ToolInput): MessagesToSend {
  const topic = input.required('topic', 'the name of a topic');
  const list = input.raw('messages');
  if (!Array.isArray(list) || list.length === 0) {
    throw new Error(
      'messages is missing: give a list of objects with key, value, headers and partition.',
    );
  }
  if (list.length > MOST_MESSAGES) {
    throw new Error(
      `These are ${list.length} messages; at most ${MOST_MESSAGES} are sent in one call. Send them in several calls, or tell the user of the messages panel, which sends files.`,
    );
  }
  const messages = list.map(messageOf);
  const size = messages.reduce((sum, message) => sum + lengthOf(message), 0);
  if (size > MOST_TEXT) {
    throw new Error(
      `These messages have ${size} characters; at most ${MOST_TEXT} are sent in one call, so that the user can look through them. Send fewer, or smaller ones.`,
    );
  }
  return {
    ...{ topic, messages },
    keyFormat: input.choice('keyFormat', formatNames) ?? 'string',
    valueFormat: input.choice('valueFormat', formatNames) ?? 'string',
  };
}

/** What the process that sends is asked for one of them. */
export function sendingOf(to: MessagesToSend, message: MessageToSend): ProducingOptions {
  const { topic, keyFormat, valueFormat } = to;
  const { key, value, headers, partition } = message;
  const template: RecordTemplate = {
    key: typed(key, keyFormat),
    value: typed(value, valueFormat),
    headers: headers.map(([name, text]) => ({ name, value: typed(text, 'string') })),
    // Braces in what a model writes are braces.
    generated: false,
  };
  return {
    ...{ topic, template, acks: -1, idempotent: true, compression: 'none' },
    partition: partition === undefined ? { kind: 'keyHash' } : { kind: 'explicit', partition },
    repetition: { kind: 'times', count: 1 },
  };
}

function typed(text: string | null, format: FormatName): Typed | null {
  return text === null ? null : { text, encoding: encodingOf(format) };
}

function messageOf(value: unknown, index: number): MessageToSend {
  const what = `messages[${index}]`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${what} must be an object with key, value, headers and partition.`);
  }
  const { key, value: text, headers, partition, ...others } = value as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new Error(`${what} has ${unknown}, which is none of key, value, headers and partition.`);
  }
  if (text === undefined) {
    throw new Error(`${what}.value is missing: give a text, or null for a tombstone.`);
  }
  return {
    key: textOrNull(key ?? null, `${what}.key`),
    value: textOrNull(text, `${what}.value`),
    headers: headersOf(headers, what),
    ...(partition !== undefined &&
      partition !== null && { partition: partitionOf(partition, what) }),
  };
}

/** Models give JSON where JSON is meant: it is what is sent then. */
function textOrNull(value: unknown, what: string): string | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'object') return JSON.stringify(value);
  throw new Error(`${what} must be a string, or null. Write numbers as strings.`);
}

function headersOf(value: unknown, what: string): MessageToSend['headers'] {
  if (value === undefined || value === null) return [];
  const isObject = typeof value === 'object' && !Array.isArray(value);
  const entries = isObject ? Object.entries(value as Record<string, unknown>) : [];
  const texts = entries.flatMap(([name, text]): [string, string][] =>
    typeof text === 'string' && name !== '' ? [[name, text]] : [],
  );
  if (isObject && texts.length === entries.length) return texts;
  throw new Error(`${what}.headers must be an object of strings by name.`);
}

function partitionOf(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`${what}.partition must be a whole number from 0 on, or be left out.`);
}

function lengthOf({ key, value, headers }: MessageToSend): number {
  const texts = [key ?? '', value ?? '', ...headers.flat()];
  return texts.reduce((sum, text) => sum + text.length, 0);
}
