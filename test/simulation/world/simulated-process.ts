import type { Clock, Timer } from '../../../server/ports/clock.ts';
import type { Logger } from '../../../server/ports/logger.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedRandom } from './simulated-random.ts';
import type { Trace } from './trace.ts';

/** Wall-clock time at which simulations begin. */
export const BEGINNING = Date.UTC(2024, 0, 1);
/** Timers are late by up to so much, as they are where something else runs. */
const TIMER_LATENESS_MS = 1;

/** A machine on the network: what outlives the processes that run on it. */
export class Machine {
  readonly host: string;
  /** How far its wall clock is off, in milliseconds. */
  skewMs = 0;
  /** Whether it runs: one that does not answers nothing, not even that a port is closed. */
  isOn = true;

  constructor(host: string) {
    this.host = host;
  }
}

/** What all processes of a simulation share. */
export interface World {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly random: SimulatedRandom;
  /** What should never happen has happened. */
  readonly report: (violation: string) => void;
}

/**
 * A process: code that hears of the world only through its ports. When it has ended they are dead: its timers never
 * fire, what it sends goes nowhere, what it awaits never comes; so its code stands still for ever, wherever
 * it was, and is garbage. While it is stopped (SIGSTOP, a laptop asleep) all that happens to it waits.
 */
export class SimulatedProcess {
  readonly name: string;
  readonly machine: Machine;
  readonly world: World;
  readonly random: SimulatedRandom;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly #started: number;
  readonly #onEnd = new Set<() => void>();
  #isAlive = true;
  /** What waits until the process goes on. */
  #held: Array<() => void> | undefined;

  constructor(name: string, machine: Machine, world: World) {
    const { scheduler, trace } = world;
    this.name = name;
    this.machine = machine;
    this.world = world;
    this.random = world.random.fork(`${name} from ${scheduler.now}`);
    this.#started = scheduler.now;
    const lateness = this.random.fork('timers');
    this.clock = {
      now: () => Math.floor(BEGINNING + scheduler.now + machine.skewMs),
      monotonic: () => scheduler.now - this.#started,
      after: (delayMs, run) => {
        const due = Math.max(0, delayMs) + lateness.fraction() * TIMER_LATENESS_MS;
        return this.#timer(due, run);
      },
    };
    const log = (level: string) => (line: string) => {
      if (this.#isAlive) trace.note(this.name, `${level}: ${line}`);
    };
    this.logger = {
      error: (line) => {
        log('error')(line);
        if (this.#isAlive) this.#onError(line);
      },
      warn: log('warn'),
      info: log('info'),
      debug: log('debug'),
    };
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get isStopped(): boolean {
    return this.#held !== undefined;
  }

  /** Called with each line that it logs as an error. */
  #onError: (line: string) => void = () => {};

  set onError(listener: (line: string) => void) {
    this.#onError = listener;
  }

  /** `run`, as something that happens to the process: not at all after its end, and later while it is stopped. */
  entering(run: () => void): () => void {
    return () => this.enter(run);
  }

  enter(run: () => void): void {
    if (!this.#isAlive) return;
    if (this.#held !== undefined) {
      this.#held.push(run);
      return;
    }
    try {
      run();
    } catch (error) {
      this.world.report(`${this.name} threw out of a callback: ${(error as Error).stack}`);
    }
  }

  /** Stops it where it is. */
  stop(): void {
    this.#held ??= [];
  }

  /** Lets it go on; all that has happened to it meanwhile happens now, one thing after the other. */
  continue(): void {
    const held = this.#held;
    this.#held = undefined;
    for (const run of held ?? []) this.world.scheduler.after(0, this.entering(run));
  }

  /** Ends it, wherever it is. */
  end(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#held = undefined;
    for (const listener of this.#onEnd) listener();
  }

  onEnd(listener: () => void): void {
    this.#onEnd.add(listener);
  }

  /** What has come due while the process was stopped can still be cancelled when it goes on. */
  #timer(delayMs: number, run: () => void): Timer {
    let cancelled = false;
    const timer = this.world.scheduler.after(
      delayMs,
      this.entering(() => {
        if (!cancelled) run();
      }),
    );
    return {
      cancel: () => {
        cancelled = true;
        timer.cancel();
      },
    };
  }
}
