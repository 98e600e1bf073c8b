// node-zookeeper-client with promises in place of its callbacks, and the connection below it to break.

import type { Socket } from 'node:net';
import zookeeper, {
  type ACL,
  type Client,
  type Event,
  type Option,
  type Stat,
} from 'node-zookeeper-client';

/** The last argument of its calls: an error, or what comes of the call. */
type Callback<Results extends unknown[]> = (error: unknown, ...results: Results) => void;

/** A client's identity, by which another can take its session over. */
interface SessionOptions extends Option {
  readonly sessionId: Buffer;
  readonly sessionPassword: Buffer;
}

/** Options and fields that its type declarations leave out. */
interface Undeclared {
  readonly connectionManager: { readonly socket: Socket };
  removeRecursive(path: string, callback: Callback<[]>): void;
}

/** One client, connected until it is closed. */
export class NodeClient {
  readonly raw: Client;
  /** The states it has been in, as it names them, since it was first connected. */
  readonly states: string[] = [];

  static async connect(server: string, options: Partial<SessionOptions> = {}): Promise<NodeClient> {
    const client = new NodeClient(
      zookeeper.createClient(server, { spinDelay: 20, sessionTimeout: 4_000, ...options }),
    );
    const connected = new Promise<void>((resolve) => {
      client.raw.once('connected', resolve);
    });
    client.raw.connect();
    await connected;
    client.raw.on('state', (state) => client.states.push(state.name));
    return client;
  }

  private constructor(raw: Client) {
    this.raw = raw;
  }

  get #undeclared(): Undeclared {
    return this.raw as unknown as Undeclared;
  }

  /** Resolves when the session has ended. */
  async close(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.raw.once('disconnected', resolve);
    });
    this.raw.close();
    await ended;
  }

  breakConnection(): void {
    this.#undeclared.connectionManager.socket.destroy();
  }

  /** From now on it sends no ping over a connection that stands. */
  fallSilent(): void {
    this.#undeclared.connectionManager.socket.setTimeout(0);
  }

  create(path: string, data: Buffer | null = null, mode?: number, acl?: ACL[]): Promise<string> {
    return settled<[string]>((callback) =>
      this.raw.create(
        path,
        data as Buffer,
        acl ?? OPEN_ACL,
        mode ?? zookeeper.CreateMode.PERSISTENT,
        callback,
      ),
    ).then(([created]) => created);
  }

  async remove(path: string, version = -1): Promise<void> {
    await settled<[]>((callback) => this.raw.remove(path, version, callback));
  }

  async exists(path: string, watcher?: (event: Event) => void): Promise<Stat | null> {
    const [stat] = await settled<[Stat | null]>((callback) => {
      if (watcher) this.raw.exists(path, watcher, callback);
      else this.raw.exists(path, callback);
    });
    return stat;
  }

  async getData(
    path: string,
    watcher?: (event: Event) => void,
  ): Promise<{ data: Buffer | undefined; stat: Stat }> {
    const [data, stat] = await settled<[Buffer | undefined, Stat]>((callback) => {
      if (watcher) this.raw.getData(path, watcher, callback);
      else this.raw.getData(path, callback);
    });
    return { data, stat };
  }

  async setData(path: string, data: Buffer, version = -1): Promise<Stat> {
    const [stat] = await settled<[Stat]>((callback) =>
      this.raw.setData(path, data, version, callback),
    );
    return stat;
  }

  async getChildren(path: string, watcher?: (event: Event) => void): Promise<string[]> {
    const [children] = await settled<[string[], Stat]>((callback) => {
      if (watcher) this.raw.getChildren(path, watcher, callback);
      else this.raw.getChildren(path, callback);
    });
    return children.sort();
  }

  async getAcl(path: string): Promise<ACL[]> {
    const [acl] = await settled<[ACL[], Stat]>((callback) => this.raw.getACL(path, callback));
    return acl;
  }

  async setAcl(path: string, acl: ACL[], version = -1): Promise<void> {
    await settled<[Stat]>((callback) => this.raw.setACL(path, acl, version, callback));
  }

  async makePath(path: string): Promise<void> {
    await settled<[string]>((callback) => this.raw.mkdirp(path, callback));
  }

  async removeTree(path: string): Promise<void> {
    await settled<[]>((callback) => this.#undeclared.removeRecursive(path, callback));
  }
}

/** What a call with a callback comes to. @throws what it gives as its error, an `Exception` of the client's. */
export function settled<Results extends unknown[]>(
  call: (callback: Callback<Results>) => void,
): Promise<Results> {
  return new Promise((resolve, reject) => {
    call((error, ...results) => {
      if (error) reject(error);
      else resolve(results);
    });
  });
}

const OPEN_ACL: ACL[] = [
  new zookeeper.ACL(zookeeper.Permission.ALL, new zookeeper.Id('world', 'anyone')),
];
