import {
  apiVersionsV3,
  type Connection,
  ConnectionPool,
  UnsupportedApiError,
} from '@platformatic/kafka';
import type { Broker } from '../../contract/kafka-client/model.ts';
import { parseAddresses } from '../kafka/addresses.ts';
import type { Properties } from '../kafka/properties.ts';
import { readSecurity } from '../kafka/security.ts';
import { unreachable } from '../kafka/unreachable.ts';
import { CLIENT_ID, TIMEOUTS } from './client-options.ts';

/** One version of one API of the client library. */
interface ApiVersion {
  readonly key: number;
  readonly version: number;
}

interface VersionRange {
  readonly minVersion: number;
  readonly maxVersion: number;
}

/** Connections to the brokers of one cluster, one to each, made when first needed. */
export class Connections {
  readonly #properties: Properties;
  #pool: Promise<ConnectionPool> | undefined;
  #brokers: readonly Broker[] = [];
  #versions: Promise<ReadonlyMap<number, VersionRange>> | undefined;

  /** `properties` are a client's configuration: `bootstrap.servers`, `security.protocol` … */
  constructor(properties: Properties) {
    this.#properties = properties;
  }

  /** Takes note of the brokers that metadata named. */
  learn(brokers: readonly Broker[]): void {
    this.#brokers = brokers;
  }

  get brokers(): readonly Broker[] {
    return this.#brokers;
  }

  /** A connection to whichever broker answers first. @throws UserError when none does */
  async any(): Promise<Connection> {
    const bootstrap = parseAddresses(this.#properties['bootstrap.servers'] ?? '');
    const pool = await this.#ready();
    try {
      return await pool.getFirstAvailable([...bootstrap, ...this.#brokers]);
    } catch (error) {
      throw unreachable(bootstrap[0]!, error, this.#versions !== undefined);
    }
  }

  /** @throws Error if no such broker is known or it does not answer. */
  async to(broker: number): Promise<Connection> {
    const found = this.#brokers.find(({ id }) => id === broker);
    if (found === undefined) throw new Error(`Broker ${broker} is not available.`);
    return (await this.#ready()).get({ host: found.host, port: found.port });
  }

  /** The first of `candidates`, versions of one API, that the brokers serve. */
  async version<A extends ApiVersion>(...candidates: A[]): Promise<A> {
    const found = await this.findVersion(...candidates);
    if (found === undefined) {
      throw new UnsupportedApiError(`The brokers do not serve API ${candidates[0]?.key}.`);
    }
    return found;
  }

  /** As `version`, but undefined if they serve none of them. */
  async findVersion<A extends ApiVersion>(...candidates: A[]): Promise<A | undefined> {
    this.#versions ??= this.#askVersions();
    const versions = await this.#versions;
    return candidates.find(({ key, version }) => {
      const range = versions.get(key);
      return range !== undefined && range.minVersion <= version && version <= range.maxVersion;
    });
  }

  async close(): Promise<void> {
    await (await this.#pool)?.close();
  }

  /** Reads certificates the first time, and again after that has failed. @throws UserError for a configuration that cannot be used */
  #ready(): Promise<ConnectionPool> {
    this.#pool ??= this.#open();
    return this.#pool;
  }

  async #open(): Promise<ConnectionPool> {
    try {
      const security = await readSecurity(this.#properties);
      return new ConnectionPool(CLIENT_ID, { ...TIMEOUTS, ...security });
    } catch (error) {
      // A file that cannot be read now may be there the next time.
      this.#pool = undefined;
      throw error;
    }
  }

  /** A broker that wants another certificate says so once the connection stands: those who wait are not told of that. */
  async #askVersions(): Promise<ReadonlyMap<number, VersionRange>> {
    let broken: Error | undefined;
    const note = (error: Error) => {
      broken = error;
    };
    let connection: Connection | undefined;
    try {
      connection = await this.any();
      connection.once('error', note);
      const answer = await apiVersionsV3.api.async(connection, CLIENT_ID, '1');
      return new Map(answer.apiKeys.map((range) => [range.apiKey, range]));
    } catch (error) {
      this.#versions = undefined;
      const { host = '', port = 0 } = connection ?? {};
      throw connection === undefined ? error : unreachable({ host, port }, broken ?? error);
    } finally {
      connection?.off('error', note);
    }
  }
}
