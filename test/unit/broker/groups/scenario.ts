import { expect } from 'vitest';
import type { GroupConfig } from '../../../../server/broker/groups/config.ts';
import type { MemberProtocol } from '../../../../server/broker/groups/member.ts';
import type { JoinResult, SyncResult } from '../../../../server/broker/groups/results.ts';
import { encodeSubscription } from '../../../../server/protocol/consumer-protocol.ts';
import { ErrorCode, errorName } from '../../../../server/protocol/errors.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { GroupHarness } from './group-harness.ts';

const GROUP = 'g';
const text = new TextEncoder();
const bytesToText = new TextDecoder();

/** A client: what it remembers of the group between requests. */
interface Actor {
  readonly name: string;
  memberId: string;
  generationId: number;
  protocolType: string | null;
  protocolName: string | null;
  instance: string | null;
}

/**
 * Plays a scenario against a group coordinator and compares what happens. One step a line, `step | outcome`;
 * an outcome names every client that was answered during the step, also those that had been waiting.
 *
 *     a joins                    as far as the answer to JoinGroup; words may follow:
 *       fresh                      without the member id that it had; `as I`: with group.instance.id I
 *       range:t,u  sticky:t        the protocols, each with the topics subscribed to (default range:t)
 *       type=connect session=10s rebalance=60s     (default consumer, 10s, 60s)
 *       v4  v9                     asks as that version does (MEMBER_ID_REQUIRED; skipAssignment)
 *     a syncs a=0,1 b=2          SyncGroup, with what each client is to have; `gen=N type=T protocol=P`
 *     a beats, a leaves, a leaves as I (by its instance alone), a forgets (drops what it remembers)
 *     a commits t-0=5            as a member; `gen=N`; `note=TEXT`
 *     commit t-0=5               as nobody; `keep=10s` for a retention of its own
 *     fetch t-0 t-1, fetch all, fetch stable t-0
 *     describe, list, delete, delete t-0 t-1, drop t (a deleted topic)
 *     +10s, restart, resign, elect, hold, release, fail NAME (the next append), max=N (group.max.size)
 */
export async function play(table: string, config: Partial<GroupConfig> = {}): Promise<void> {
  const stage = new Stage(await GroupHarness.open(config));
  const steps = table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const played: string[] = [];
  for (const [step = ''] of steps) played.push(`${step} | ${await stage.play(step)}`);
  expect(played.join('\n')).toBe(
    steps.map(([step, outcome = '']) => `${step} | ${outcome}`).join('\n'),
  );
}

class Stage {
  readonly #harness: GroupHarness;
  readonly #actors = new Map<string, Actor>();
  /** Client names by member id: `a`, and `a'` for the next id that it gets. */
  readonly #names = new Map<string, string>();
  /** Told at the end of a step, when everyone's name is known. */
  #said: (() => string)[] = [];

  constructor(harness: GroupHarness) {
    this.#harness = harness;
  }

  async play(step: string): Promise<string> {
    this.#said = [];
    const waiting = this.#perform(step.split(/\s+/));
    await settled();
    await this.#harness.clock.advance(0);
    await waiting;
    await settled();
    const said = this.#said.map((tell) => tell());
    return said.length === 0 ? 'nothing' : said.sort().join('; ');
  }

  async #perform(words: readonly string[]): Promise<void> {
    const [first = '', verb = '', ...rest] = words;
    switch (verb) {
      case 'joins':
        return this.#join(this.#actor(first), rest);
      case 'syncs':
        return this.#sync(this.#actor(first), rest);
      case 'beats':
        return this.#heartbeat(this.#actor(first));
      case 'leaves':
        return this.#leave(this.#actor(first), rest);
      case 'commits':
        return this.#commit(rest, this.#actor(first));
      case 'forgets':
        this.#actors.delete(first);
        return;
      default:
        return this.#command(first, words.slice(1));
    }
  }

  async #command(name: string, args: readonly string[]): Promise<void> {
    const { groups, topic, clock } = this.#harness;
    if (name.startsWith('+')) return clock.advance(milliseconds(name.slice(1)));
    if (name.startsWith('max=')) {
      this.#harness.config = { ...this.#harness.config, maxSize: Number(name.slice(4)) };
      return;
    }
    switch (name) {
      case 'commit':
        return this.#commit(args, undefined);
      case 'fetch':
        return this.#fetch(args);
      case 'describe':
        return this.#describe();
      case 'list':
        return this.#list(args);
      case 'delete':
        return args.length === 0 ? this.#deleteGroup() : this.#deleteOffsets(args);
      case 'drop':
        void groups.onTopicsDeleted(args);
        return;
      case 'restart':
        return this.#harness.restart();
      case 'resign':
        return this.#harness.resign();
      case 'elect':
        return this.#harness.elect();
      case 'hold':
        return topic.hold();
      case 'release':
        return topic.release();
      case 'fail':
        return topic.failNext(ErrorCode[args[0] as keyof typeof ErrorCode]);
      default:
        throw new Error(`no such step: ${name} ${args.join(' ')}`);
    }
  }

  async #join(actor: Actor, args: readonly string[]): Promise<void> {
    const options = optionsOf(args);
    const as = args.indexOf('as');
    if (as !== -1) actor.instance = args[as + 1]!;
    const protocols = args.filter((word) => word.includes(':')).map(protocolOf);
    const answer = this.#harness.groups.joinGroup({
      groupId: GROUP,
      memberId: args.includes('fresh') ? '' : actor.memberId,
      groupInstanceId: actor.instance,
      clientId: actor.name,
      clientHost: '/127.0.0.1',
      sessionTimeoutMs: milliseconds(options.session ?? '10s'),
      rebalanceTimeoutMs: milliseconds(options.rebalance ?? '60s'),
      protocolType: options.type ?? 'consumer',
      protocols: protocols.length === 0 ? [protocolOf('range:t')] : protocols,
      reason: null,
      requireKnownMemberId: args.includes('v4') && actor.instance === null,
      supportSkippingAssignment: args.includes('v9'),
    });
    void answer.then((result) => {
      this.#take(actor, result);
      this.#said.push(() => this.#joined(actor, result));
    });
  }

  /** Has the client remember what it was answered. */
  #take(
    actor: Actor,
    { errorCode, memberId, generationId, protocolType, protocolName }: JoinResult,
  ) {
    if (memberId !== '') {
      actor.memberId = memberId;
      this.#name(memberId, actor);
    }
    if (errorCode === ErrorCode.NONE) {
      Object.assign(actor, { generationId, protocolType, protocolName });
    }
  }

  #say(what: string): void {
    this.#said.push(() => what);
  }

  #joined(actor: Actor, result: JoinResult): string {
    const { errorCode, memberId, generationId, leader, members } = result;
    if (errorCode !== ErrorCode.NONE) return `${actor.name} join ${errorName(errorCode)}`;
    const protocol = result.protocolName === 'range' ? '' : ` ${result.protocolName}`;
    const role =
      leader === memberId
        ? `leads ${members.map((member) => this.#names.get(member.memberId)).join(',')}`
        : `follows ${this.#names.get(leader)}`;
    return `${actor.name} joined ${generationId}${protocol} ${role}${result.skipAssignment ? ' skipping' : ''}`;
  }

  async #sync(actor: Actor, args: readonly string[]): Promise<void> {
    const { gen, type, protocol, ...assignments } = optionsOf(args);
    const answer = this.#harness.groups.syncGroup({
      groupId: GROUP,
      memberId: actor.memberId,
      groupInstanceId: actor.instance,
      generationId: gen === undefined ? actor.generationId : Number(gen),
      protocolType: type ?? actor.protocolType,
      protocolName: protocol ?? actor.protocolName,
      assignments: Object.entries(assignments).map(([name, partitions]) => ({
        memberId: this.#actor(name).memberId,
        assignment: text.encode(partitions),
      })),
    });
    void answer.then((result) => this.#say(synced(actor, result)));
  }

  async #heartbeat(actor: Actor): Promise<void> {
    const { memberId, instance, generationId } = actor;
    const errorCode = this.#harness.groups.heartbeat({
      groupId: GROUP,
      memberId,
      groupInstanceId: instance,
      generationId,
    });
    this.#say(errorName(errorCode));
  }

  async #leave(actor: Actor, args: readonly string[]): Promise<void> {
    const byInstance = args[0] === 'as';
    const { errorCode, members } = this.#harness.groups.leaveGroup(GROUP, [
      {
        memberId: byInstance ? '' : actor.memberId,
        groupInstanceId: byInstance ? args[1]! : actor.instance,
        reason: null,
      },
    ]);
    this.#say(errorName(members[0] ?? errorCode));
  }

  async #commit(args: readonly string[], actor: Actor | undefined): Promise<void> {
    const { gen, note = '', keep, ...offsets } = optionsOf(args);
    const now = this.#harness.clock.now();
    const entries = Object.entries(offsets);
    const answer = this.#harness.groups.commitOffsets({
      groupId: GROUP,
      memberId: actor?.memberId ?? '',
      groupInstanceId: actor?.instance ?? null,
      generationId: gen === undefined ? (actor?.generationId ?? -1) : Number(gen),
      offsets: entries.map(([partition, offset]) => ({
        of: partitionOf(partition),
        committed: {
          offset: Number(offset),
          leaderEpoch: -1,
          metadata: note,
          commitTimestamp: now,
          expireTimestamp: keep === undefined ? undefined : now + milliseconds(keep),
        },
      })),
    });
    void answer.then((codes) => {
      const who = actor === undefined ? '' : `${actor.name} `;
      const outcomes = new Set(codes.map(errorName));
      this.#say(`${who}commit ${[...outcomes].join(',')}`);
    });
  }

  async #fetch(args: readonly string[]): Promise<void> {
    const requireStable = args[0] === 'stable';
    const names = args.filter((word) => word !== 'stable');
    const partitions = names[0] === 'all' ? undefined : names.map(partitionOf);
    const { errorCode, offsets } = this.#harness.groups.fetchOffsets(
      GROUP,
      partitions,
      requireStable,
    );
    if (errorCode !== ErrorCode.NONE) this.#say(errorName(errorCode));
    for (const { topic, partition, errorCode, committed } of offsets) {
      const note = committed?.metadata ? ` (${committed.metadata})` : '';
      const value = errorCode === ErrorCode.NONE ? (committed?.offset ?? -1) : errorName(errorCode);
      this.#say(`${topic}-${partition}=${value}${note}`);
    }
  }

  async #describe(): Promise<void> {
    const { errorCode, groupState, protocolType, protocolData, members } =
      this.#harness.groups.describeGroup(GROUP);
    if (errorCode !== ErrorCode.NONE) return this.#say(errorName(errorCode));
    const rows = members.map(({ memberId, memberAssignment }) => {
      const assignment = bytesToText.decode(memberAssignment);
      return `${this.#names.get(memberId)}${assignment === '' ? '' : `=${assignment}`}`;
    });
    this.#say([groupState, protocolType, protocolData, ...rows].filter(Boolean).join(' '));
  }

  async #list(args: readonly string[]): Promise<void> {
    const { errorCode, groups } = this.#harness.groups.listGroups(args, []);
    if (errorCode !== ErrorCode.NONE) this.#say(errorName(errorCode));
    for (const { groupId, protocolType, groupState } of groups) {
      this.#say([groupId, protocolType, groupState].filter(Boolean).join(' '));
    }
  }

  async #deleteGroup(): Promise<void> {
    const [errorCode = -1] = await this.#harness.groups.deleteGroups([GROUP]);
    this.#say(errorName(errorCode));
  }

  async #deleteOffsets(names: readonly string[]): Promise<void> {
    const result = await this.#harness.groups.deleteOffsets(GROUP, names.map(partitionOf));
    if (result.errorCode !== ErrorCode.NONE) this.#say(errorName(result.errorCode));
    result.partitions.forEach((code, at) => {
      this.#say(`${names[at]} ${errorName(code)}`);
    });
  }

  #actor(name: string): Actor {
    let actor = this.#actors.get(name);
    if (actor === undefined) {
      actor = {
        name,
        memberId: '',
        generationId: -1,
        protocolType: null,
        protocolName: null,
        instance: null,
      };
      this.#actors.set(name, actor);
    }
    return actor;
  }

  #name(memberId: string, { name }: Actor): void {
    if (this.#names.has(memberId)) return;
    let unused = name;
    const taken = new Set(this.#names.values());
    while (taken.has(unused)) unused += "'";
    this.#names.set(memberId, unused);
  }
}

function synced({ name }: Actor, { errorCode, assignment }: SyncResult): string {
  if (errorCode !== ErrorCode.NONE) return `${name} sync ${errorName(errorCode)}`;
  return `${name} got ${assignment.length === 0 ? 'nothing' : bytesToText.decode(assignment)}`;
}

function optionsOf(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]),
  );
}

function protocolOf(word: string): MemberProtocol {
  const [name = '', topics = ''] = word.split(':');
  // A protocol without topics stands for metadata that is not the consumer protocol's.
  if (topics === '') return { name, metadata: text.encode('?') };
  return {
    name,
    metadata: encodeSubscription(1, { topics: topics.split(','), ownedPartitions: [] }),
  };
}

function partitionOf(word: string) {
  const at = word.lastIndexOf('-');
  return { topic: word.slice(0, at), partition: Number(word.slice(at + 1)) };
}

function milliseconds(word: string): number {
  const [, number = '0', unit = 'ms'] = /^(\d+)(ms|s|m|h|d)$/.exec(word) ?? [];
  return Number(number) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit]!;
}
