import { isIP } from 'node:net';
import { isAbsolute, join } from 'node:path';
import type { ClusterConfig } from '../../server/contract/control.ts';
import { Setting, type SettingId } from '../contributions.ts';
import { t } from '../l10n.ts';

/** The settings as they were read: anything may stand in settings.json. */
export type RawSettings = Readonly<
  Record<Extract<SettingId, `millrace.cluster.${string}`>, unknown>
>;

export interface Problem {
  readonly setting: SettingId;
  /** One sentence for the user: what is wrong and what is right. */
  readonly message: string;
}

export interface Places {
  /** The data directory unless a setting names one. */
  readonly defaultDataDirectory: string;
  readonly home: string;
}

/**
 * The configuration of a cluster that `raw` describes, or what is wrong with it. The values of Kafka's keys
 * are the brokers' to judge.
 */
export function clusterConfigFrom(
  raw: RawSettings,
  places: Places,
): { readonly config: ClusterConfig } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const check = <T>(setting: SettingId, outcome: Outcome<T>): T | undefined => {
    if ('value' in outcome) return outcome.value;
    problems.push({ setting, message: outcome.problem });
    return undefined;
  };
  const brokers = check(Setting.brokers, brokersFrom(raw[Setting.brokers]));
  const replication = check(
    Setting.replicationFactor,
    replicationFrom(raw[Setting.replicationFactor]),
  );
  const port = check(Setting.port, firstPortFrom(raw[Setting.port], brokers ?? 1));
  const zookeeperPort = check(
    Setting.zookeeperPort,
    zookeeperPortFrom(raw[Setting.zookeeperPort], port, brokers ?? 1),
  );
  const host = check(Setting.host, hostFrom(raw[Setting.host]));
  const dataDirectory = check(
    Setting.dataDirectory,
    dataDirectoryFrom(raw[Setting.dataDirectory], places),
  );
  const overrides = check(Setting.brokerConfig, overridesFrom(raw[Setting.brokerConfig]));
  if (
    brokers === undefined ||
    replication === undefined ||
    port === undefined ||
    zookeeperPort === undefined ||
    host === undefined ||
    dataDirectory === undefined ||
    overrides === undefined
  ) {
    return { problems };
  }
  return {
    config: { brokers, replication, host, port, zookeeperPort, dataDirectory, overrides },
  };
}

/** Whether both describe the same cluster, so that nothing would change by a restart. */
export function sameConfig(a: ClusterConfig, b: ClusterConfig): boolean {
  const plain = (config: ClusterConfig) =>
    JSON.stringify([
      config.brokers,
      config.replication,
      config.host,
      config.port,
      config.zookeeperPort,
      config.dataDirectory,
      Object.entries(config.overrides).sort(([x], [y]) => (x < y ? -1 : 1)),
    ]);
  return plain(a) === plain(b);
}

/** Whether only this machine reaches what listens on `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

type Outcome<T> = { readonly value: T } | { readonly problem: string };

/** As many as the cluster host takes. */
const MOST_BROKERS = 100;

function brokersFrom(raw: unknown): Outcome<number> {
  if (isWhole(raw, 1, MOST_BROKERS)) return { value: raw };
  return {
    problem: t('{0} is no number of brokers: use 1 to {1}.', shown(raw), MOST_BROKERS),
  };
}

function replicationFrom(raw: unknown): Outcome<number> {
  // What Kafka's protocol can carry.
  if (isWhole(raw, 1, 32_767)) return { value: raw };
  return { problem: t('{0} is no replication factor: use 1 or more.', shown(raw)) };
}

function portFrom(raw: unknown): Outcome<number> {
  if (isWhole(raw, 0, 65_535)) return { value: raw };
  return { problem: t('{0} is no port: use 1 to 65535, or 0 for any free one.', shown(raw)) };
}

function firstPortFrom(raw: unknown, brokers: number): Outcome<number> {
  const outcome = portFrom(raw);
  if ('problem' in outcome || outcome.value + brokers - 1 <= 65_535) return outcome;
  return {
    problem: t('{0} leaves too few ports above it for {1} brokers.', shown(raw), brokers),
  };
}

function zookeeperPortFrom(
  raw: unknown,
  firstPort: number | undefined,
  brokers: number,
): Outcome<number> {
  const outcome = portFrom(raw);
  if ('problem' in outcome || outcome.value === 0 || !firstPort) return outcome;
  const broker = outcome.value - firstPort + 1;
  if (broker < 1 || broker > brokers) return outcome;
  return {
    problem: t('{0} is the port of broker {1} already: use another one.', shown(raw), broker),
  };
}

function isWhole(raw: unknown, least: number, most: number): raw is number {
  return typeof raw === 'number' && Number.isInteger(raw) && raw >= least && raw <= most;
}

const hostName =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

function hostFrom(raw: unknown): Outcome<string> {
  // Brokers tell it to clients, who cannot connect to "everywhere".
  if (raw === '0.0.0.0' || raw === '::') {
    return {
      problem: t('{0} is no place to connect to: use the name or address of this machine.', raw),
    };
  }
  if (typeof raw === 'string' && (isIP(raw) !== 0 || hostName.test(raw))) return { value: raw };
  return {
    problem: t('{0} is neither a host name nor an IP address: use localhost.', shown(raw)),
  };
}

function dataDirectoryFrom(raw: unknown, places: Places): Outcome<string> {
  if (raw === '') return { value: places.defaultDataDirectory };
  if (typeof raw === 'string') {
    const path = /^~(?=$|[\\/])/.test(raw) ? join(places.home, raw.slice(1)) : raw;
    if (isAbsolute(path)) return { value: path };
  }
  return {
    problem: t('{0} is no absolute path: begin it with / or ~, or leave it empty.', shown(raw)),
  };
}

const configKey = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/;
/** Keys that other settings decide, each with that setting. */
const decidedElsewhere: Readonly<Record<string, SettingId>> = {
  port: Setting.port,
  listeners: Setting.port,
  'advertised.listeners': Setting.host,
  'log.dir': Setting.dataDirectory,
  'log.dirs': Setting.dataDirectory,
  'zookeeper.connect': Setting.zookeeperPort,
};

function overridesFrom(raw: unknown): Outcome<Record<string, string>> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { problem: t('{0} is no object of Kafka keys and their values.', shown(raw)) };
  }
  const overrides: Record<string, string> = {};
  for (const [key, value] of Object.entries(raw)) {
    const instead = decidedElsewhere[key];
    if (instead !== undefined) {
      return { problem: t('{0} is decided by the setting {1}.', shown(key), instead) };
    }
    if (!configKey.test(key)) {
      return {
        problem: t('{0} is no Kafka key: they look like log.retention.ms.', shown(key)),
      };
    }
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      return { problem: t('The value of {0} must be a text, a number or true/false.', key) };
    }
    overrides[key] = String(value);
  }
  return { value: overrides };
}

function shown(raw: unknown): string {
  return typeof raw === 'string' ? `'${raw}'` : (JSON.stringify(raw) ?? String(raw));
}
