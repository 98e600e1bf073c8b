import type { Properties } from '../../node/kafka/properties.ts';
import { UsageError } from '../command.ts';

/**
 * Reads `key=value` as options of the tools give them (CommandLineUtils.parseKeyValueArgs): of a key alone the value is
 * empty, and blanks count, as in `key.separator= `. @throws UsageError without a key
 */
export function parsePairs(pairs: readonly string[] = []): Properties {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key, value] = /^([^=]+)=?(.*)$/s.exec(pair) ?? [];
      if (key === undefined) throw new UsageError(`"${pair}" is not in the form key=value`);
      return [key, value ?? ''];
    }),
  );
}
