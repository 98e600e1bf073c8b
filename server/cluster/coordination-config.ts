import { type FourLetterWord, fourLetterWords } from '../zookeeper/four-letter-words.ts';
import { ClusterError } from './cluster-error.ts';

/** What overrides can say about the coordination service: the settings of a `zoo.cfg` that mean something here. */
export interface CoordinationConfig {
  /** Four-letter words that are answered besides `srvr`. */
  readonly fourLetterWords: readonly (FourLetterWord | '*')[];
  /** Milliseconds. Undefined where the service's own default holds, as for the next two. */
  readonly tickTime: number | undefined;
  readonly minSessionTimeout: number | undefined;
  readonly maxSessionTimeout: number | undefined;
}

const PREFIX = 'zookeeper.';
const names = ['4lw.commands.whitelist', 'tickTime', 'minSessionTimeout', 'maxSessionTimeout'];
const keys: ReadonlySet<string> = new Set(names.map((name) => PREFIX + name));

/** The overrides that are the brokers'. */
export function brokerOverrides(
  overrides: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(overrides).filter(([key]) => !keys.has(key)));
}

/**
 * What the overrides say about the coordination service, under ZooKeeper's names behind `zookeeper.`.
 * @throws ClusterError `invalid-config`
 */
export function coordinationConfig(
  overrides: Readonly<Record<string, string>>,
): CoordinationConfig {
  const config = {
    fourLetterWords: wordsFrom(overrides[`${PREFIX}4lw.commands.whitelist`] ?? ''),
    tickTime: milliseconds('tickTime', overrides),
    minSessionTimeout: milliseconds('minSessionTimeout', overrides),
    maxSessionTimeout: milliseconds('maxSessionTimeout', overrides),
  };
  const { tickTime = 2_000 } = config;
  const { minSessionTimeout: least = 2 * tickTime, maxSessionTimeout: most = 20 * tickTime } =
    config;
  if (least > most)
    throw invalid(
      `zookeeper.minSessionTimeout, ${least} ms, is above zookeeper.maxSessionTimeout, ${most} ms`,
    );
  return config;
}

function wordsFrom(text: string): (FourLetterWord | '*')[] {
  const words = text.split(',').map((word) => word.trim());
  return words
    .filter((word) => word !== '')
    .map((word) => {
      const known = (['*', ...fourLetterWords] as const).find((each) => each === word);
      if (known !== undefined) return known;
      throw invalid(
        `zookeeper.4lw.commands.whitelist has '${word}', which is none of ${fourLetterWords.join(', ')} or *`,
      );
    });
}

function milliseconds(
  name: string,
  overrides: Readonly<Record<string, string>>,
): number | undefined {
  const text = overrides[PREFIX + name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 0x7fff_ffff) return value;
  throw invalid(`${PREFIX}${name} must be a number of milliseconds, not '${text}'`);
}

function invalid(what: string): ClusterError {
  return new ClusterError({
    kind: 'invalid-config',
    message: `Coordination service configuration: ${what}.`,
  });
}
