import type { Clock, Timer } from '../../ports/clock.ts';
import { counted, type Logger } from '../../ports/logger.ts';
import type { Random } from '../../ports/random.ts';
import type { Coordination } from '../../zookeeper/coordination.ts';
import type { BrokerConfig } from '../config/broker-config.ts';
import type { Peer } from '../peer.ts';
import { BrokerChanges } from './broker-changes.ts';
import { BrokerRequests } from './broker-requests.ts';
import { ControlledShutdowns } from './controlled-shutdowns.ts';
import { ControlledTopics } from './controlled-topics.ts';
import { ControllerChannelManager } from './controller-channel-manager.ts';
import { ControllerContext, type LiveBroker } from './controller-context.ts';
import type { ControllerEvents } from './controller-event-queue.ts';
import { FencedCoordination, type Term } from './fenced-coordination.ts';
import { IsrChanges } from './isr-changes.ts';
import { LeaderElections } from './leader-elections.ts';
import { OldToolRequests } from './old-tool-requests.ts';
import { PartitionStateMachine } from './partition-state-machine.ts';
import { PartitionStates } from './partition-states.ts';
import { Reassignments } from './reassignments.ts';
import { ReplicaAnswers } from './replica-answers.ts';
import { ReplicaStateMachine } from './replica-state-machine.ts';
import { TopicChanges } from './topic-changes.ts';
import { TopicDeletionManager } from './topic-deletion-manager.ts';

/** How soon after its election a controller first looks whether leaders are spread evenly, in milliseconds. */
const FIRST_REBALANCE_MS = 5_000;

export interface ActiveControllerOptions {
  readonly brokerId: number;
  readonly term: Term;
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly config: BrokerConfig;
  /** The way to a broker, which may be the controller's own. */
  readonly peerOf: (broker: LiveBroker) => Peer;
  /** Whether the topic is configured to take leaders that are not in sync. */
  readonly uncleanAllowed: (topic: string) => Promise<boolean>;
  readonly events: ControllerEvents;
}

/**
 * Everything that a controller has for as long as its term lasts: what it knows of the cluster, the state
 * machines, the channels to the brokers. Its methods are for one event at a time.
 */
export class ActiveController {
  readonly term: Term;
  readonly context = new ControllerContext();
  readonly brokers: BrokerChanges;
  readonly topics: TopicChanges;
  readonly elections: LeaderElections;
  readonly reassignments: Reassignments;
  readonly shutdowns: ControlledShutdowns;
  readonly partitions: PartitionStateMachine;
  readonly #options: ActiveControllerOptions;
  readonly #zk: FencedCoordination;
  readonly #channels: ControllerChannelManager;
  readonly #requests: BrokerRequests;
  readonly #states: PartitionStates;
  readonly #replicas: ReplicaStateMachine;
  readonly #deletion: TopicDeletionManager;
  readonly #isrChanges: IsrChanges;
  readonly #oldTools: OldToolRequests;
  readonly #answers: ReplicaAnswers;
  #rebalance: Timer | undefined;

  constructor(options: ActiveControllerOptions) {
    const { brokerId, term, coordination, clock, random, logger, config, peerOf } = options;
    const { events, uncleanAllowed } = options;
    const { context } = this;
    this.#options = options;
    this.term = term;
    const zk = new FencedCoordination(coordination, clock, term);
    this.#zk = zk;
    this.#channels = new ControllerChannelManager({ clock, logger, peerOf });
    const requests = new BrokerRequests({
      context,
      channels: this.#channels,
      controllerId: brokerId,
      controllerEpoch: term.epoch,
    });
    this.#requests = requests;
    const states = new PartitionStates(zk, term.epoch, logger);
    this.#states = states;
    const topics = new ControlledTopics({
      zk,
      random,
      logger,
      onChange: (topic) =>
        events.putOnce(`PartitionModifications ${topic}`, () =>
          this.topics.processPartitions(topic),
        ),
    });
    const partitions = new PartitionStateMachine({
      context,
      states,
      requests,
      logger,
      uncleanAllowed,
    });
    this.partitions = partitions;
    const replicas = new ReplicaStateMachine({ context, states, requests, logger });
    this.#replicas = replicas;
    const machines = { context, zk, topics, states, requests, partitions, replicas, logger };
    const deletion = new TopicDeletionManager(machines);
    this.#deletion = deletion;
    this.elections = new LeaderElections(machines);
    this.shutdowns = new ControlledShutdowns(machines);
    this.reassignments = new Reassignments({
      ...machines,
      deletion,
      onIsrChange: (partition) =>
        events.putOnce(`PartitionReassignmentIsrChange ${partition.name}`, () =>
          this.reassignments.proceedIfCaughtUp(partition),
        ),
      onDone: (partition) => this.#oldTools.moved(partition),
    });
    const all = { ...machines, deletion, reassignments: this.reassignments };
    this.brokers = new BrokerChanges({
      ...all,
      onChange: () => events.putOnce('BrokerChange', () => this.brokers.process()),
      onModified: (id) =>
        events.putOnce(`BrokerModifications ${id}`, () => this.brokers.modify(id)),
    });
    this.topics = new TopicChanges({
      ...all,
      deletionEnabled: () => config.get('delete.topic.enable'),
      onTopics: () => events.putOnce('TopicChange', () => this.topics.process()),
      onDeletions: () => events.putOnce('TopicDeletion', () => this.topics.processDeletions()),
    });
    this.#isrChanges = new IsrChanges({
      ...all,
      onNotification: () =>
        events.putOnce('IsrChangeNotification', () => this.#isrChanges.process()),
    });
    this.#oldTools = new OldToolRequests({
      ...all,
      elections: this.elections,
      onReassignment: () =>
        events.putOnce('ZkPartitionReassignment', () => this.#oldTools.reassign()),
      onPreferredElection: () =>
        events.putOnce('PreferredReplicaElection', () => this.#oldTools.electPreferred()),
    });
    this.#answers = new ReplicaAnswers({ ...all, clock, brokers: this.brokers, events });
    requests.listener = this.#answers;
  }

  /**
   * Takes over: reads everything, finishes what controllers before have left unfinished, and tells all brokers
   * (KafkaController.onControllerFailover).
   * @throws ControllerMovedError, ZooKeeperError, ZnodeError
   */
  async open(): Promise<void> {
    const { context } = this;
    const [brokers] = await Promise.all([
      this.brokers.registered(),
      this.topics.load(),
      this.#isrChanges.discard(),
    ]);
    for (const broker of brokers.values()) {
      context.addBroker(broker);
      this.#channels.add(broker);
    }
    const partitions = [...context.partitions()];
    for (const [partition, leadership] of await this.#states.read(partitions)) {
      partition.leadership = leadership;
    }
    const moving = partitions.filter(({ isBeingReassigned }) => isBeingReassigned);
    await this.topics.queueDeletions();
    this.#tellWhoIsThere();
    this.partitions.initialize();
    const away = this.#replicas.startup();
    await this.partitions.electWhereMissing();
    // A broker that has gone together with the last controller may still be in ISRs, and be waited for.
    await this.#replicas.goOffline(away);
    for (const partition of moving) {
      if (partition.topic.isToBeDeleted) continue;
      await this.reassignments.proceed(partition);
    }
    await this.#deletion.resume();
    this.#tellEverything();
    await this.#oldTools.reassign();
    await this.#oldTools.electPreferred();
    this.#scheduleRebalance(FIRST_REBALANCE_MS);
    const { logger } = this.#options;
    logger.info(
      `controller of ${counted(context.brokers.size, 'broker')} and ${counted(context.topics.size, 'topic')}, epoch ${this.term.epoch}`,
    );
  }

  /** Ends the term at once: nothing is written or sent any more. */
  close(): void {
    this.#zk.end();
    this.#channels.close();
    this.#answers.close();
    this.#rebalance?.cancel();
  }

  /** Elects leaders that are not in sync for partitions that have none, where that is allowed since now. */
  async onUncleanAllowed(topic: string | undefined): Promise<void> {
    const { partitions } = this;
    if (topic !== undefined && this.context.topics.get(topic) === undefined) return;
    await partitions.electWhereMissing();
  }

  /** Gives up the controller's place. @throws ZooKeeperError */
  async resign(): Promise<void> {
    await this.#zk.resign();
  }

  #tellWhoIsThere(): void {
    const batch = this.#requests.batch();
    batch.updateMetadata([]);
    batch.send();
  }

  #tellEverything(): void {
    const batch = this.#requests.batch();
    batch.everything(this.context.brokers.keys());
    batch.send();
  }

  #scheduleRebalance(delayMs: number): void {
    const { clock, config, events } = this.#options;
    this.#rebalance = clock.after(delayMs, () => {
      events.put('AutoPreferredReplicaLeaderElection', async () => {
        this.#scheduleRebalance(config.get('leader.imbalance.check.interval.seconds') * 1000);
        if (!config.get('auto.leader.rebalance.enable')) return;
        await this.elections.rebalance(config.get('leader.imbalance.per.broker.percentage'));
      });
    });
  }
}
