import type { ConfigKey } from '../../server/contract/configuration.ts';

/** The words that a key takes, which the protocol does not tell; `several` of them for lists. */
export interface Choices {
  readonly words: readonly string[];
  readonly several: boolean;
}

const byName: Readonly<Record<string, readonly string[]>> = {
  'cleanup.policy': ['delete', 'compact'],
  'compression.type': ['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'],
  'message.timestamp.type': ['CreateTime', 'LogAppendTime'],
};

/** Undefined for a key that takes any text, or whose value is none of the words. */
export function choicesOf({ name, type, value }: ConfigKey): Choices | undefined {
  const words = byName[name.replace(/^log\./, '')];
  if (words === undefined) return undefined;
  const several = type === 'list';
  const present = several ? partsOf(value) : [value ?? ''];
  return present.every((word) => words.includes(word)) ? { words, several } : undefined;
}

/** The words of a list. */
export function partsOf(value: string | null): string[] {
  const parts = (value ?? '').split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

/** A list with a word added or taken away. */
export function withPart(value: string | null, word: string, present: boolean): string {
  const others = partsOf(value).filter((part) => part !== word);
  return (present ? [...others, word] : others).join(',');
}
