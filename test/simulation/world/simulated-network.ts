import {
  type Address,
  type Connection,
  formatAddress,
  ListenError,
  type Transport,
} from '../../../server/ports/transport.ts';
import { Pipe } from './pipe.ts';
import { SimulatedConnection } from './simulated-connection.ts';
import type { Machine, SimulatedProcess, World } from './simulated-process.ts';
import type { SimulatedRandom } from './simulated-random.ts';

/** How the network behaves when nothing is broken. Times in milliseconds. */
export interface NetworkProfile {
  /** Mean of the time that a segment takes. */
  readonly meanDelayMs: number;
  /** How likely a segment takes far longer. */
  readonly spikes: number;
  /** Mean of how long it takes then. */
  readonly meanSpikeMs: number;
  /** How likely a segment arrives in two pieces. */
  readonly splits: number;
}

/** How long it is tried to reach a host that does not answer. */
const CONNECT_TIMEOUT_MS = 10_000;
const CONNECT_RETRY_MS = 1_000;

interface ListeningSocket {
  readonly process: SimulatedProcess;
  readonly accept: (connection: Connection) => void;
}

/** A standing connection: both its ends, and the directions between them. */
interface Link {
  readonly ends: readonly [SimulatedConnection, SimulatedConnection];
  readonly pipes: readonly [Pipe, Pipe];
}

/**
 * The network between machines: connections are ordered byte streams that take their time, each its own; whole
 * pairs of machines can be cut off from each other, in one direction or both.
 */
export class SimulatedNetwork {
  readonly #world: World;
  readonly #random: SimulatedRandom;
  readonly #profile: NetworkProfile;
  readonly #listeners = new Map<string, ListeningSocket>();
  readonly #links = new Set<Link>();
  /** Directions in which nothing gets through, `a>b`. */
  readonly #cuts = new Set<string>();
  /** Machines by host. */
  readonly #machines = new Map<string, Machine>();
  #nextPort = 40_000;

  constructor(world: World, profile: NetworkProfile) {
    this.#world = world;
    this.#random = world.random.fork('network');
    this.#profile = profile;
  }

  /** Puts a machine on the network. */
  add(machine: Machine): void {
    this.#machines.set(machine.host, machine);
  }

  /** The network, as a process sees it. Its connections go with it. */
  transportOf(process: SimulatedProcess): Transport {
    process.onEnd(() => this.#onEnd(process));
    return {
      listen: async (address, accept) => this.#listen(process, address, accept),
      connect: (address) => this.#connect(process, address),
    };
  }

  /** Lets nothing through from `from` to `to` until `heal`; what is sent waits, as TCP does. */
  cut(from: string, to: string): void {
    this.#cuts.add(`${from}>${to}`);
  }

  /** Lets everything through again. */
  heal(): void {
    this.#cuts.clear();
    for (const { pipes } of this.#links) for (const pipe of pipes) pipe.flush();
  }

  /** A machine runs again: those that have been sending to it all the while get through. */
  turnOn(machine: Machine): void {
    machine.isOn = true;
    for (const { pipes } of this.#links) for (const pipe of pipes) pipe.flush();
  }

  /** Breaks the connections of which `test` is true: one of the ends finds out at once, the other later. */
  breakConnections(test: (a: string, b: string) => boolean): number {
    let broken = 0;
    for (const link of [...this.#links]) {
      const [a, b] = link.ends;
      if (!test(a.local.host, b.local.host)) continue;
      broken++;
      this.#break(link, 'it was cut');
    }
    return broken;
  }

  isCut(from: string, to: string): boolean {
    return this.#cuts.has(`${from}>${to}`);
  }

  /** How long one segment takes. */
  delay(): number {
    const { meanDelayMs, spikes, meanSpikeMs } = this.#profile;
    const delay = 0.02 + this.#random.delay(meanDelayMs);
    return this.#random.chance(spikes) ? delay + this.#random.delay(meanSpikeMs) : delay;
  }

  /** Whether the next segment arrives in two pieces. */
  splits(): boolean {
    return this.#random.chance(this.#profile.splits);
  }

  #listen(
    process: SimulatedProcess,
    { host, port }: Address,
    accept: (connection: Connection) => void,
  ) {
    const address = { host, port: port === 0 ? this.#nextPort++ : port };
    const key = formatAddress(address);
    if (this.#listeners.has(key)) {
      throw new ListenError('in-use', address, `Port ${port} is in use.`);
    }
    this.#listeners.set(key, { process, accept });
    return {
      address,
      close: async () => {
        if (this.#listeners.get(key)?.process === process) this.#listeners.delete(key);
      },
    };
  }

  #connect(process: SimulatedProcess, address: Address): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const begun = this.#world.scheduler.now;
      const refuse = (why: string) =>
        process.enter(() =>
          reject(new Error(`Cannot connect to ${formatAddress(address)}: ${why}`)),
        );
      const attempt = () => {
        if (!process.isAlive) return;
        const { host } = address;
        const here = process.machine.host;
        const answers = this.#machines.get(host)?.isOn ?? false;
        if (!answers || this.isCut(here, host) || this.isCut(host, here)) {
          if (this.#world.scheduler.now - begun >= CONNECT_TIMEOUT_MS) refuse('it does not answer');
          else this.#world.scheduler.after(CONNECT_RETRY_MS, attempt);
          return;
        }
        const listener = this.#listeners.get(formatAddress(address));
        if (listener === undefined) {
          this.#world.scheduler.after(this.delay(), () => refuse('nothing listens there'));
          return;
        }
        const near = this.#link(process, listener, address);
        this.#world.scheduler.after(this.delay(), () => process.enter(() => resolve(near)));
      };
      this.#world.scheduler.after(this.delay(), attempt);
    });
  }

  #link(
    process: SimulatedProcess,
    { process: server, accept }: ListeningSocket,
    address: Address,
  ): SimulatedConnection {
    const local = { host: process.machine.host, port: this.#nextPort++ };
    const near = new SimulatedConnection(process, local, address);
    const far = new SimulatedConnection(server, address, local);
    const context = { network: this, world: this.#world, random: this.#random };
    const there = new Pipe(near, far, context);
    const back = new Pipe(far, near, context);
    const link: Link = { ends: [near, far], pipes: [there, back] };
    near.wire = { send: (segment) => there.send(segment), took: (bytes) => far.taken(bytes) };
    far.wire = { send: (segment) => back.send(segment), took: (bytes) => near.taken(bytes) };
    there.onOver = (both) => this.#over(link, back, both);
    back.onOver = (both) => this.#over(link, there, both);
    this.#links.add(link);
    server.enter(() => accept(far));
    return near;
  }

  /** The system closes what a process had open when it ends; a machine that goes off says nothing. */
  #onEnd(process: SimulatedProcess): void {
    for (const [key, listener] of this.#listeners) {
      if (listener.process === process) this.#listeners.delete(key);
    }
    for (const { ends, pipes } of this.#links) {
      for (const side of [0, 1] as const) {
        if (ends[side].process !== process || ends[side].isClosed) continue;
        pipes[side].abandon();
        if (process.machine.isOn) pipes[side].send({ type: 'reset' });
      }
    }
  }

  /** One direction of a link is over: the link is when the other one is, too. */
  #over(link: Link, other: Pipe, both: boolean): void {
    if (both) other.drop();
    if (other.isOver) this.#links.delete(link);
  }

  #break(link: Link, why: string): void {
    this.#links.delete(link);
    for (const pipe of link.pipes) pipe.drop();
    const first = this.#random.below(2);
    link.ends[first]!.break(why);
    this.#world.scheduler.after(this.#random.delay(200), () => link.ends[1 - first]!.break(why));
  }
}
