import type { Segment, SimulatedConnection } from './simulated-connection.ts';
import type { World } from './simulated-process.ts';
import type { SimulatedRandom } from './simulated-random.ts';
import { describeRequest } from './wire-tap.ts';

/** How long a sender tries to get something through before it gives the connection up. */
const GIVE_UP_MS = 30_000;

/** What a pipe needs of the network that it belongs to. */
interface Context {
  readonly network: {
    delay(): number;
    splits(): boolean;
    isCut(from: string, to: string): boolean;
  };
  readonly world: World;
  readonly random: SimulatedRandom;
}

/** A segment on its way. */
interface Travelling {
  segment: Segment | undefined;
}

/** One direction of a connection: what is sent arrives in its order, later. */
export class Pipe {
  readonly #from: SimulatedConnection;
  readonly #to: SimulatedConnection;
  readonly #context: Context;
  /** When the last segment sent so far arrives. */
  #lastArrival = 0;
  /** Under way, in order. */
  readonly #travelling: Travelling[] = [];
  /** Could not get through, in order. */
  #stuck: Segment[] = [];
  #isOver = false;
  /** Called when nothing more will come out of it; with true if that goes for the other direction, too. */
  onOver: (both: boolean) => void = () => {};

  constructor(from: SimulatedConnection, to: SimulatedConnection, context: Context) {
    this.#from = from;
    this.#to = to;
    this.#context = context;
  }

  /** Nothing more will come out of it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  send(segment: Segment): void {
    if (this.#isOver) return;
    const { network, random } = this.#context;
    if (segment.type === 'bytes' && segment.bytes.length > 1 && network.splits()) {
      const at = random.between(1, segment.bytes.length - 1);
      this.#dispatch({ type: 'bytes', bytes: segment.bytes.subarray(0, at) });
      this.#dispatch({ type: 'bytes', bytes: segment.bytes.subarray(at) });
    } else {
      this.#dispatch(segment);
    }
  }

  /** The sender's process has ended: some of the latest that it sent may not have left. */
  abandon(): void {
    const { random } = this.#context;
    for (let i = this.#travelling.length - 1; i >= 0 && random.chance(0.5); i--) {
      this.#travelling[i]!.segment = undefined;
    }
  }

  /** Nothing gets through any more. */
  drop(): void {
    this.#isOver = true;
    this.#stuck = [];
  }

  /** What is stuck arrives, if it can by then. */
  flush(): void {
    if (this.#stuck.length === 0) return;
    this.#context.world.scheduler.after(this.#context.network.delay(), () => {
      if (this.#isBlocked()) return;
      for (const segment of this.#stuck.splice(0)) this.#arrive(segment);
    });
  }

  #dispatch(segment: Segment): void {
    const { scheduler } = this.#context.world;
    this.#lastArrival = Math.max(this.#lastArrival, scheduler.now + this.#context.network.delay());
    const travelling: Travelling = { segment };
    this.#travelling.push(travelling);
    scheduler.at(this.#lastArrival, () => {
      this.#travelling.shift();
      if (travelling.segment !== undefined) this.#arrive(travelling.segment);
    });
  }

  #arrive(segment: Segment): void {
    if (this.#isOver) return;
    if (this.#stuck.length > 0 || this.#isBlocked()) {
      this.#hold(segment);
      return;
    }
    const { world } = this.#context;
    if (segment.type === 'bytes') world.trace.mix(segment.bytes);
    if (!this.#to.process.isAlive) {
      if (segment.type === 'bytes') this.#refuse();
      else this.#finish(true);
      return;
    }
    if (segment.type === 'bytes') {
      world.trace.aside(this.#to.process.name, () => describeRequest(segment.bytes));
    }
    if (segment.type !== 'bytes') this.#finish(segment.type === 'reset');
    this.#to.arrive(segment);
  }

  #isBlocked(): boolean {
    const [from, to] = [this.#from.local.host, this.#to.local.host];
    return this.#context.network.isCut(from, to) || !this.#to.process.machine.isOn;
  }

  #finish(both: boolean): void {
    this.drop();
    this.onOver(both);
  }

  /** Nobody knows the connection there any more: the machine says so. */
  #refuse(): void {
    this.#finish(true);
    this.#context.world.scheduler.after(this.#context.network.delay(), () =>
      this.#from.break('the peer reset it'),
    );
  }

  #hold(segment: Segment): void {
    this.#stuck.push(segment);
    if (this.#stuck.length > 1) return;
    const { world, random } = this.#context;
    const first = segment;
    world.scheduler.after(GIVE_UP_MS * (0.5 + random.fraction()), () => {
      if (this.#stuck[0] !== first) return;
      this.drop();
      this.#from.break('it has timed out');
    });
  }
}
