import { checkGroup } from './checkers/groups.ts';
import { checkReads } from './checkers/reads.ts';
import { checkRecords } from './checkers/records.ts';
import { checkReplicas } from './checkers/replicas.ts';
import { Clients, GROUP, TOPIC } from './clients.ts';
import { Cluster } from './cluster.ts';
import { type FinalLog, readLogs } from './final-logs.ts';
import { History } from './history.ts';
import { Nemesis } from './nemesis.ts';
import { drawScenario, type Scenario, withFullDisks } from './scenario.ts';
import { Scheduler } from './world/scheduler.ts';
import { SimulatedNetwork } from './world/simulated-network.ts';
import type { World } from './world/simulated-process.ts';
import { SimulatedRandom } from './world/simulated-random.ts';
import { Trace } from './world/trace.ts';

/** How one simulation went. */
export interface Outcome {
  readonly seed: number;
  /** As it was asked for. */
  readonly fullDisks: boolean;
  readonly scenario: Scenario;
  /** What did not hold; empty if all is well. */
  readonly violations: readonly string[];
  /** The same for two runs that went the same way. */
  readonly hash: string;
  /** What happened last. */
  readonly trace: readonly string[];
  readonly steps: number;
  /** How long it took in the simulated world, in milliseconds. */
  readonly simulatedMs: number;
  readonly acknowledged: number;
  readonly consumed: number;
}

export interface SimulationOptions {
  /** Called with each line of the trace. */
  readonly print?: (line: string) => void;
  /** Whether disks are full again and again, whatever the seed would draw. */
  readonly fullDisks?: boolean;
}

/** So much time everything has, once nothing is broken any more, to get to where it should be. */
const RECOVERY_MS = 180_000;
/** In the end, until followers have what nobody waits for. */
const SETTLING_MS = 5_000;
/** So often brokers are asked what they lead. */
const LOOK_MS = 100;
/** Lines of the trace that are kept. */
const KEPT_LINES = 60;

/** Runs the simulation of a seed: the same seed always goes the same way. */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<Outcome> {
  const random = new SimulatedRandom(seed);
  const drawn = drawScenario(random.fork('scenario'));
  const scenario = options.fullDisks ? withFullDisks(drawn) : drawn;
  const simulation = new Simulation(seed, scenario, random, options);
  return await simulation.run();
}

class Simulation {
  readonly #seed: number;
  readonly #fullDisks: boolean;
  readonly #scenario: Scenario;
  readonly #scheduler = new Scheduler();
  readonly #trace: Trace;
  readonly #history: History;
  readonly #violations: string[] = [];
  readonly #world: World;
  readonly #network: SimulatedNetwork;
  readonly #cluster: Cluster;
  readonly #clients: Clients;
  #phase = 'starting';
  #finished = false;

  constructor(
    seed: number,
    scenario: Scenario,
    random: SimulatedRandom,
    { print, fullDisks = false }: SimulationOptions,
  ) {
    const scheduler = this.#scheduler;
    this.#seed = seed;
    this.#fullDisks = fullDisks;
    this.#scenario = scenario;
    this.#trace = new Trace(() => scheduler.now, KEPT_LINES, print);
    scheduler.trace = this.#trace;
    const report = (violation: string) => this.#report(violation);
    this.#world = { scheduler, trace: this.#trace, random, report };
    this.#history = new History(this.#trace, report);
    this.#network = new SimulatedNetwork(this.#world, scenario.network);
    this.#cluster = new Cluster(this.#world, this.#network, scenario);
    this.#clients = new Clients({
      world: this.#world,
      network: this.#network,
      history: this.#history,
      scenario,
      bootstrap: this.#cluster.bootstrap,
      coordination: this.#cluster.coordinationAddress,
    });
  }

  async run(): Promise<Outcome> {
    const onRejection = (reason: unknown) => {
      const what = reason instanceof Error ? reason.stack : String(reason);
      this.#report(`a promise was rejected that nobody awaits: ${what}`);
    };
    process.on('unhandledRejection', onRejection);
    try {
      this.#script().then(
        () => {
          this.#finished = true;
        },
        (error: Error) => this.#report(`the script failed: ${error.stack}`),
      );
      await this.#scheduler.run(() => this.#finished || this.#violations.length > 0);
      if (this.#violations.length === 0) await this.#check();
    } catch (error) {
      this.#report((error as Error).stack ?? String(error));
    } finally {
      process.off('unhandledRejection', onRejection);
    }
    return this.#outcome();
  }

  /** What happens in the simulated world. */
  async #script(): Promise<void> {
    this.#cluster.start();
    this.#lookForLeaders();
    await this.#within('the topic exists', () => this.#clients.createTopic());
    this.#phase = 'faults';
    this.#clients.start();
    const nemesis = new Nemesis(this.#world, this.#scenario, {
      nodes: this.#cluster.nodes,
      network: this.#network,
      hosts: () => [...this.#cluster.nodes.map(({ name }) => name), ...this.#clients.hosts],
      killClient: () => this.#clients.killOne(),
    });
    await nemesis.run();
    this.#phase = 'recovery';
    await this.#until('all nodes run', () =>
      this.#cluster.nodes.filter(({ isRunning }) => !isRunning).map(({ name }) => name),
    );
    this.#clients.finish();
    await this.#until('clients get on', () => this.#clients.withoutProgress);
    await this.#within('all replicas are in sync', () => this.#clients.inSync());
    const ends = await this.#within('ends are known', () => this.#clients.ends());
    await this.#until('consumers read to the end', () => this.#clients.notAt(ends));
    await this.#within('the group gets to the end', () => this.#clients.groupReaches(ends));
    this.#phase = 'end';
    await this.#scheduler.sleep(SETTLING_MS);
    // Everything ends where it is: what is durable must do.
    for (const node of this.#cluster.nodes) node.kill();
  }

  /** Asks the brokers themselves now and then, not only what they tell clients. */
  #lookForLeaders(): void {
    for (const { id, partitions } of this.#cluster.running()) {
      for (const partition of partitions.all()) {
        if (!partition.isLeader) continue;
        this.#history.sawLeader({
          by: 'itself',
          topic: `${partition.topic} (${partition.log.topicId})`,
          partition: partition.number,
          epoch: partition.leaderEpoch,
          leader: id,
        });
      }
    }
    this.#scheduler.after(LOOK_MS, () => this.#lookForLeaders());
  }

  async #check(): Promise<void> {
    const { replicationFactor, uncleanElection } = this.#scenario;
    const logs: FinalLog[] = [];
    for (const [i, { disk }] of this.#cluster.brokers.entries()) {
      const found = await readLogs(disk.durable, i + 1, TOPIC);
      const isReplica = ({ partition }: FinalLog) =>
        this.#clients.replicasOf(partition).includes(i + 1);
      logs.push(...found.filter(isReplica));
      // A full disk keeps what a partition leaves behind until the broker is started again.
      if (this.#scenario.faults.fullDisk > 0) continue;
      for (const { broker, partition } of found.filter((log) => !isReplica(log))) {
        this.#report(`broker ${broker} still has partition ${partition}, which is elsewhere`);
      }
    }
    const first = new Map(logs.map((log) => [log.partition, log]));
    const history = this.#history;
    const violations = [...checkReplicas(logs)];
    if (!uncleanElection) {
      const isDurable = (acks: number) => acks === -1 || replicationFactor === 1;
      violations.push(...checkRecords(history.produced, first, isDurable));
      violations.push(...checkReads(history.consumed, first));
      violations.push(
        ...checkGroup({
          assigned: history.assigned,
          committed: history.committed,
          positions: history.positions,
          consumed: history.consumed.filter(({ consumer }) => consumer.startsWith(GROUP)),
          starts: new Map([...first].map(([partition, { start }]) => [partition, start])),
        }),
      );
    }
    for (const violation of violations) this.#report(violation);
  }

  /** Waits for what must come about without faults: until nothing is missing any more. */
  async #until(what: string, missing: () => readonly string[]): Promise<void> {
    const deadline = this.#scheduler.now + RECOVERY_MS;
    for (let left = missing(); left.length > 0; left = missing()) {
      if (this.#scheduler.now > deadline) {
        this.#report(`no progress after ${RECOVERY_MS} ms: ${what}, but not ${left.join(', ')}`);
        return;
      }
      await this.#scheduler.sleep(50);
    }
    this.#trace.note('simulation', `${this.#phase}: ${what}`);
  }

  async #within<T>(what: string, act: () => Promise<T>): Promise<T> {
    let done = false;
    const acted = act().finally(() => {
      done = true;
    });
    await this.#until(what, () => (done ? [] : ['yet']));
    return await acted;
  }

  #report(violation: string): void {
    this.#trace.note('simulation', `VIOLATION ${violation}`);
    this.#violations.push(violation);
  }

  #outcome(): Outcome {
    return {
      seed: this.#seed,
      fullDisks: this.#fullDisks,
      scenario: this.#scenario,
      violations: this.#violations,
      hash: this.#trace.hash,
      trace: this.#trace.latest,
      steps: this.#scheduler.steps,
      simulatedMs: this.#scheduler.now,
      acknowledged: this.#history.produced.filter(({ baseOffset }) => baseOffset !== undefined)
        .length,
      consumed: this.#history.consumed.length,
    };
  }
}
