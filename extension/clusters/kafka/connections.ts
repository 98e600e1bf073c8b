import {
  apiVersionsV3,
  type Connection,
  ConnectionPool,
  UnsupportedApiError,
} from '@platformatic/kafka';
import { type Address, parseAddress } from './address.ts';
import type { Broker } from './model.ts';

const CLIENT_ID = 'millrace-vscode';
const TIMEOUTS = { connectTimeout: 3_000, requestTimeout: 5_000 };

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
  readonly #pool = new ConnectionPool(CLIENT_ID, TIMEOUTS);
  readonly #bootstrap: readonly Address[];
  #brokers: readonly Broker[] = [];
  #versions: Promise<ReadonlyMap<number, VersionRange>> | undefined;

  /** `bootstrap` is `host:port[,host:port…]`. */
  constructor(bootstrap: string) {
    this.#bootstrap = bootstrap.split(',').map(parseAddress);
  }

  /** Takes note of the brokers that metadata named. */
  learn(brokers: readonly Broker[]): void {
    this.#brokers = brokers;
  }

  get brokers(): readonly Broker[] {
    return this.#brokers;
  }

  /** A connection to whichever broker answers first. */
  any(): Promise<Connection> {
    return this.#pool.getFirstAvailable([...this.#bootstrap, ...this.#brokers]);
  }

  /** @throws Error if no such broker is known or it does not answer. */
  async to(broker: number): Promise<Connection> {
    const found = this.#brokers.find(({ id }) => id === broker);
    if (found === undefined) throw new Error(`Broker ${broker} is not available.`);
    return this.#pool.get({ host: found.host, port: found.port });
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
    await this.#pool.close();
  }

  async #askVersions(): Promise<ReadonlyMap<number, VersionRange>> {
    try {
      const answer = await apiVersionsV3.api.async(await this.any(), CLIENT_ID, '1');
      return new Map(answer.apiKeys.map((range) => [range.apiKey, range]));
    } catch (error) {
      this.#versions = undefined;
      throw error;
    }
  }
}
