import type {
  ConfigKey,
  ConfigOrigin,
  ConfigSource,
  ConfigSubject,
} from '../../server/contract/configuration.ts';
import { inWords } from './units.ts';

/** One place that gives a key a value, in words. */
export interface OriginText {
  /** Who: `This topic`, `Default` … with the key's name there if it is another. */
  readonly who: string;
  readonly value: string;
  /** `7 days`, where the value is a number that says more in other units. */
  readonly words: string | undefined;
}

/** Everyone who gives a key a value, the one in effect first. */
export function originTexts(key: ConfigKey, subject: ConfigSubject): OriginText[] {
  const origins: readonly ConfigOrigin[] =
    key.origins.length > 0
      ? key.origins
      : [{ name: key.name, value: key.value, source: key.source }];
  return origins.map(({ name, value, source }) => ({
    who: name === key.name ? whoOf(source, subject) : `${whoOf(source, subject)} (${name})`,
    value: valueText(key, value),
    words: key.sensitive ? undefined : inWords(name, value),
  }));
}

/** A value as text, where it may be shown and there is one. */
export function valueText({ sensitive }: ConfigKey, value: string | null | undefined): string {
  if (sensitive) return '••••••';
  if (value === null || value === undefined) return 'none';
  return value === '' ? 'empty' : value;
}

function whoOf(source: ConfigSource, { kind }: ConfigSubject): string {
  switch (source) {
    case 'topic':
      return 'This topic';
    case 'broker':
      return kind === 'broker' ? 'This broker' : 'The broker';
    case 'all-brokers':
      return 'All brokers';
    case 'broker-file':
      return 'Set when the broker was started';
    case 'default':
      return 'Default';
    case 'elsewhere':
      return 'Set elsewhere';
  }
}
