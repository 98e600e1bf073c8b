import type { SimulatedNetwork } from './world/simulated-network.ts';
import { Machine, SimulatedProcess, type World } from './world/simulated-process.ts';

/**
 * A machine on which one client runs after the other: when one is killed, the next begins, knowing nothing of what
 * the one before it did.
 */
export class ClientHost<Client> {
  readonly machine: Machine;
  readonly #world: World;
  readonly #start: (process: SimulatedProcess) => Client;
  #lives = 0;
  #process!: SimulatedProcess;
  #client!: Client;

  /** @param start begins a client in a new process */
  constructor(
    name: string,
    world: World,
    network: SimulatedNetwork,
    start: (process: SimulatedProcess) => Client,
  ) {
    this.machine = new Machine(name);
    network.add(this.machine);
    this.#world = world;
    this.#start = start;
    this.begin();
  }

  get client(): Client {
    return this.#client;
  }

  /** Kills the client, if there is one, and starts another. */
  begin(): void {
    const life = ++this.#lives;
    if (life > 1) this.#process.end();
    const name = life === 1 ? this.machine.host : `${this.machine.host}.${life}`;
    this.#process = new SimulatedProcess(name, this.machine, this.#world);
    this.#world.trace.note(name, 'starts');
    this.#client = this.#start(this.#process);
  }
}
