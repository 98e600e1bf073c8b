import { StoreError } from '../../server/storage/store-error.ts';
import type { SimulatedDisk } from './world/simulated-disk.ts';
import type { SimulatedNetwork } from './world/simulated-network.ts';
import { Machine, SimulatedProcess, type World } from './world/simulated-process.ts';

/** What runs on a node, once it runs. */
export interface Running {
  /** Ends it cleanly. */
  stop(): Promise<void>;
}

/** Starts what a node runs, in `process`. */
export type Boot = (process: SimulatedProcess) => Promise<Running>;

/** How long a clean stop may take before the process is killed. */
const STOP_MS = 30_000;
const RESTART_MS = 1_000;

/**
 * A machine with a disk and a program, which is started again when it cannot start or ends by itself, as whoever
 * watches over it would.
 */
export class Node {
  readonly name: string;
  readonly machine: Machine;
  readonly disk: SimulatedDisk;
  readonly #world: World;
  readonly #network: SimulatedNetwork;
  readonly #boot: Boot;
  #process: SimulatedProcess | undefined;
  #running: Running | undefined;
  /** Whether it is meant to run. */
  #wanted = false;
  /** Lines that it logged as errors. */
  readonly errors: string[] = [];

  constructor(
    name: string,
    parts: { world: World; network: SimulatedNetwork; disk: SimulatedDisk; boot: Boot },
  ) {
    this.name = name;
    this.machine = new Machine(name);
    this.disk = parts.disk;
    this.#world = parts.world;
    this.#network = parts.network;
    this.#boot = parts.boot;
    parts.network.add(this.machine);
  }

  get process(): SimulatedProcess | undefined {
    return this.#process;
  }

  /** Whether it has a process, whatever that is doing. */
  get isUp(): boolean {
    return this.#process?.isAlive ?? false;
  }

  /** Whether its program has started and has not been stopped from outside. */
  get isRunning(): boolean {
    return this.isUp && this.#running !== undefined && !this.#process?.isStopped;
  }

  /** Starts the program; does nothing while it runs. */
  start(): void {
    this.#wanted = true;
    if (this.isUp) return;
    if (!this.machine.isOn) this.#network.turnOn(this.machine);
    const process = new SimulatedProcess(this.name, this.machine, this.#world);
    this.#process = process;
    this.#running = undefined;
    process.onError = (line) => this.errors.push(line);
    this.#world.trace.note(this.name, 'starts');
    this.#boot(process).then(
      (running) => {
        if (!process.isAlive) return;
        this.#running = running;
        this.#world.trace.note(this.name, 'runs');
      },
      (error: Error) => this.fail(process, error),
    );
  }

  /** The program cannot go on: its process ends, and another one is started in a while. */
  fail(process: SimulatedProcess, error: Error): void {
    if (!process.isAlive) return;
    this.#world.trace.note(this.name, `ends: ${error.message}`);
    process.end();
    this.#world.scheduler.after(RESTART_MS, () => {
      if (this.#wanted && this.#process === process) this.start();
    });
  }

  /** Ends the process as it is (kill -9). */
  kill(): void {
    if (!this.isUp) return;
    this.#world.trace.note(this.name, 'is killed');
    this.#wanted = false;
    this.#process?.end();
  }

  /** Takes the power away: nobody hears of the end. */
  turnOff(): void {
    if (!this.isUp) return;
    this.#world.trace.note(this.name, 'loses power');
    this.#wanted = false;
    this.machine.isOn = false;
    this.#process?.end();
  }

  /** Ends the program cleanly, or by force when that takes too long. */
  async shutDown(): Promise<void> {
    const process = this.#process;
    const running = this.#running;
    if (process === undefined || !process.isAlive) return;
    this.#wanted = false;
    this.#running = undefined;
    this.#world.trace.note(this.name, 'is shut down');
    const stopped = new Promise<void>((resolve, reject) => {
      process.enter(() => {
        if (running === undefined) resolve();
        else running.stop().then(resolve, reject);
      });
    });
    let late = false;
    await Promise.race([
      stopped.catch((error: Error) => {
        // On a full disk that is to be expected.
        if (error instanceof StoreError) this.#world.trace.note(this.name, error.message);
        else this.#world.report(`${this.name} did not stop cleanly: ${error.stack}`);
      }),
      this.#world.scheduler.sleep(STOP_MS).then(() => {
        late = true;
      }),
    ]);
    if (process.isAlive) this.#world.trace.note(this.name, late ? 'takes too long' : 'has stopped');
    process.end();
    if (this.#wanted) this.start();
  }
}
