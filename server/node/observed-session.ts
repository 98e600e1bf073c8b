import type { ZnodeEvent, ZnodeInterest } from '../contract/znodes.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import { ZooKeeperClient } from '../zookeeper/client.ts';
import { parseConnectString } from '../zookeeper/connect-string.ts';
import { TreeObserver } from '../zookeeper/tree-observer.ts';
import { systemClock } from './system-clock.ts';
import { systemRandom } from './system-random.ts';
import { tcpTransport } from './tcp-transport.ts';

const SESSION_TIMEOUT = 10_000;
const CONNECTION_TIMEOUT = 4_000;
/** Between attempts to open a session while someone looks. */
const RETRY_PAUSE = 1_000;
/** A session that nobody needs any more is kept for so long: views are often hidden for a moment only. */
const IDLE_MS = 3_000;

const noInterest: ZnodeInterest = { open: [], others: [], filter: '' };
const silent = { error() {}, warn() {}, info() {}, debug() {} };

interface Open {
  readonly client: ZooKeeperClient;
  readonly observer: TreeObserver;
}

/**
 * A session with the coordination service at `address` while someone looks at its tree or asks for something, and
 * none else. It is opened again when it is lost, and everything of interest is then told anew.
 */
export class ObservedSession {
  readonly #address: string;
  readonly #tell: (event: ZnodeEvent) => void;
  readonly #clock: Clock = systemClock();
  #opening: Promise<Open> | undefined;
  #interest = noInterest;
  #calls = 0;
  #idle: Timer | undefined;
  #retry: Timer | undefined;
  #reason: string | undefined;

  constructor(address: string, tell: (event: ZnodeEvent) => void) {
    this.#address = address;
    this.#tell = tell;
  }

  /** Looks at something else, or at nothing. @throws Error if the service cannot be reached; it is tried again. */
  async follow(interest: ZnodeInterest): Promise<void> {
    this.#interest = interest;
    if (!this.#isWatched && this.#opening === undefined) return;
    await this.#observing((observer) => observer.follow(interest));
  }

  /** Tells everything of interest again. @throws as `follow` */
  async refresh(): Promise<void> {
    if (this.#isWatched) await this.#observing((observer) => observer.refresh());
  }

  /** Lets `work` use the session, which is opened for it if need be. */
  async use<T>(work: (client: ZooKeeperClient) => Promise<T>): Promise<T> {
    this.#calls++;
    try {
      const { client } = await this.#open();
      return await work(client);
    } finally {
      this.#calls--;
      this.#closeWhenIdle();
    }
  }

  get #isWatched(): boolean {
    return this.#interest.open.length + this.#interest.others.length > 0;
  }

  async #observing(work: (observer: TreeObserver) => Promise<void>): Promise<void> {
    this.#calls++;
    try {
      await work((await this.#open()).observer);
    } finally {
      this.#calls--;
      this.#closeWhenIdle();
    }
  }

  #open(): Promise<Open> {
    this.#idle?.cancel();
    this.#retry?.cancel();
    this.#opening ??= this.#connect().catch(() => {
      this.#opening = undefined;
      this.#disconnected(unreachable(this.#address));
      this.#tryAgain();
      throw new Error(this.#reason);
    });
    return this.#opening;
  }

  async #connect(): Promise<Open> {
    const client = await ZooKeeperClient.connect({
      ...parseConnectString(this.#address),
      sessionTimeout: SESSION_TIMEOUT,
      connectionTimeout: CONNECTION_TIMEOUT,
      renew: true,
      transport: tcpTransport(),
      clock: this.#clock,
      random: systemRandom(),
      logger: silent,
    });
    const observer = new TreeObserver(client, this.#clock, (changes) =>
      this.#tell({ kind: 'changes', changes }),
    );
    let { sessionId } = client;
    client.onState((state) => {
      if (state === 'disconnected') {
        this.#disconnected(unreachable(this.#address));
      } else if (state === 'connected') {
        this.#connected();
        observer.reconnected({ sameSession: client.sessionId === sessionId });
        sessionId = client.sessionId;
      }
    });
    this.#connected();
    return { client, observer };
  }

  #connected(): void {
    this.#reason = undefined;
    this.#tell({ kind: 'connected' });
  }

  #disconnected(reason: string): void {
    if (reason === this.#reason) return;
    this.#reason = reason;
    this.#tell({ kind: 'disconnected', reason });
  }

  #tryAgain(): void {
    this.#retry?.cancel();
    this.#retry = this.#clock.after(RETRY_PAUSE, () => {
      if (this.#isWatched) void this.follow(this.#interest).catch(() => undefined);
    });
  }

  #closeWhenIdle(): void {
    this.#idle?.cancel();
    if (this.#isWatched || this.#calls > 0) return;
    this.#idle = this.#clock.after(IDLE_MS, () => {
      const opening = this.#opening;
      this.#opening = undefined;
      opening?.then(
        ({ client, observer }) => {
          observer.close();
          return client.close();
        },
        () => undefined,
      );
    });
  }
}

function unreachable(address: string): string {
  return `ZooKeeper at ${address} cannot be reached.`;
}
