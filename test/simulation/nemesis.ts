import type { Node } from './node.ts';
import type { FaultMix, Scenario } from './scenario.ts';
import type { SimulatedNetwork } from './world/simulated-network.ts';
import type { World } from './world/simulated-process.ts';
import type { SimulatedRandom } from './world/simulated-random.ts';

/** What a nemesis may do something to. */
export interface Victims {
  readonly nodes: readonly Node[];
  readonly network: SimulatedNetwork;
  /** The hosts that may be cut off from each other, clients' among them. */
  readonly hosts: () => readonly string[];
  readonly killClient: () => void;
}

/** Breaks things, as the scenario says, and in the end mends everything. */
export class Nemesis {
  readonly #world: World;
  readonly #random: SimulatedRandom;
  readonly #scenario: Scenario;
  readonly #victims: Victims;
  #active = true;

  constructor(world: World, scenario: Scenario, victims: Victims) {
    this.#world = world;
    this.#random = world.random.fork('nemesis');
    this.#scenario = scenario;
    this.#victims = victims;
  }

  /** Lets faults happen for as long as the scenario says. */
  async run(): Promise<void> {
    const { scheduler } = this.#world;
    const end = scheduler.now + this.#scenario.faultsMs;
    for (;;) {
      await scheduler.sleep(this.#random.delay(this.#scenario.meanFaultMs));
      if (scheduler.now >= end) break;
      this.#strike();
    }
    this.#active = false;
    this.#mend();
  }

  #strike(): void {
    const { network, killClient } = this.#victims;
    const node = this.#random.pick(this.#victims.nodes);
    switch (this.#draw()) {
      case 'kill':
        this.#whenItHurts(node, () => node.kill());
        this.#later(`${node.name} is to run again`, () => node.start());
        break;
      case 'powerLoss':
        this.#whenItHurts(node, () => node.turnOff());
        this.#later(`${node.name} has power again`, () => node.start());
        break;
      case 'shutDown':
        void node.shutDown();
        this.#later(`${node.name} is to run again`, () => node.start());
        break;
      case 'pause':
        this.#note(`${node.name} stands still`);
        node.process?.stop();
        this.#later(`${node.name} goes on`, () => node.process?.continue());
        break;
      case 'partition':
        this.#partition();
        this.#later('the network is whole', () => network.heal());
        break;
      case 'disconnect':
        this.#disconnect(node);
        break;
      case 'slowDisk':
        this.#slow(node);
        break;
      case 'fullDisk':
        this.#fill(node);
        break;
      case 'clockJump':
        this.#jump(node);
        break;
      case 'killClient':
        killClient();
    }
  }

  /** One kind of fault, each as likely as the scenario says. */
  #draw(): keyof FaultMix | undefined {
    const shares = Object.entries(this.#scenario.faults) as [keyof FaultMix, number][];
    let left = this.#random.below(shares.reduce((sum, [, share]) => sum + share, 0));
    for (const [fault, share] of shares) {
      if (left < share) return fault;
      left -= share;
    }
    return undefined;
  }

  /** At once, or while the node writes, which is when most can go wrong. */
  #whenItHurts(node: Node, strike: () => void): void {
    if (this.#random.chance(0.5)) strike();
    else node.disk.beforeNextWrite = strike;
  }

  #disconnect(node: Node): void {
    const broken = this.#victims.network.breakConnections(
      (a, b) => (a === node.name || b === node.name) && this.#random.chance(0.5),
    );
    this.#note(`${broken} connections of ${node.name} break`);
  }

  #slow(node: Node): void {
    node.disk.slowness = this.#random.pick([10, 100]);
    this.#note(`the disk of ${node.name} is ${node.disk.slowness} times slower`);
    this.#later(`the disk of ${node.name} is as usual`, () => {
      node.disk.slowness = 1;
    });
  }

  #fill(node: Node): void {
    node.disk.isFull = true;
    this.#note(`the disk of ${node.name} is full`);
    this.#later(`the disk of ${node.name} has room`, () => {
      node.disk.isFull = false;
    });
  }

  #jump(node: Node): void {
    const most = this.#random.pick([1_000, 60_000, 7_200_000]);
    const jump = Math.round((this.#random.fraction() - 0.5) * most);
    node.machine.skewMs += jump;
    this.#note(`the clock of ${node.name} jumps by ${jump} ms`);
  }

  #partition(): void {
    const { network } = this.#victims;
    const hosts = this.#random.shuffled(this.#victims.hosts());
    const size = this.#random.between(1, Math.max(1, Math.floor(hosts.length / 2)));
    const [some, others] = [hosts.slice(0, size), hosts.slice(size)];
    // In one direction only, now and then: switches fail like that, too.
    const oneWay = this.#random.chance(0.2);
    this.#note(`${some.join(' ')} ${oneWay ? 'cannot reach' : 'cut off from'} ${others.join(' ')}`);
    for (const a of some) {
      for (const b of others) {
        network.cut(a, b);
        if (!oneWay) network.cut(b, a);
      }
    }
  }

  #later(what: string, undo: () => void): void {
    this.#world.scheduler.after(this.#random.delay(this.#scenario.meanFaultLengthMs), () => {
      if (!this.#active) return;
      this.#note(what);
      undo();
    });
  }

  #mend(): void {
    const { nodes, network } = this.#victims;
    this.#note('everything is mended');
    network.heal();
    for (const node of nodes) {
      node.disk.slowness = 1;
      node.disk.isFull = false;
      node.disk.beforeNextWrite = undefined;
      if (node.process?.isStopped) node.process.continue();
      node.start();
    }
  }

  #note(what: string): void {
    this.#world.trace.note('nemesis', what);
  }
}
