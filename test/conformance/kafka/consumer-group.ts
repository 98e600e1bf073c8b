// A consumer group under observation: who has which partitions, and what has come to its members.

import {
  offsetFetchRequest,
  offsetFetchResponse,
} from '../../../server/protocol/api/09-offset-fetch.ts';
import { ClientProgram } from './client-program.ts';
import type { Client } from './clients.ts';
import type { ExpectedRecords } from './expected-records.ts';
import type { AssignedEvent, JoinJob } from './jobs.ts';
import type { Frame } from './record-frames.ts';
import { withBroker } from './stored-batches.ts';
import { until } from './until.ts';

export class Member {
  assigned: readonly number[] = [];
  /** How often its partitions changed. */
  rebalances = 0;
  readonly #offsets: number[] = [];
  /** By partition, the offset that must come next; emptied when partitions move. */
  readonly next = new Map<number, number>();
  readonly program: ClientProgram;

  /** How many records it got, of those from an offset on. */
  count(from = 0): number {
    return this.#offsets.filter((offset) => offset >= from).length;
  }

  constructor(client: Client, job: JoinJob, onRecord: (member: Member, frame: Frame) => void) {
    this.program = new ClientProgram(client.command, job, {
      onEvent: (event) => {
        this.assigned = (event as AssignedEvent).assigned;
        this.rebalances++;
        this.next.clear();
      },
      onRecord: (frame) => {
        this.#offsets.push(frame.offset);
        onRecord(this, frame);
      },
    });
  }
}

/**
 * Checks each record as it comes: it is the right one, and the one after its member's last in that
 * partition, unless partitions moved meanwhile.
 */
export class ConsumerGroup {
  readonly job: JoinJob;
  readonly #client: Client;
  readonly #expected: ExpectedRecords;
  readonly #members = new Set<Member>();
  /** By partition, the offset up to which every record has come. */
  readonly reached: number[];
  /** By partition, then offset, whether the record has come. */
  readonly #seen: boolean[][];
  /** The offsets of the records that had come before. */
  readonly #repeated: number[] = [];
  /** By partition, the offset of the first record that came since `watchFirst`. */
  #first = new Map<number, number>();
  readonly #committed: number[];

  constructor(client: Client, job: JoinJob, expected: ExpectedRecords) {
    this.job = job;
    this.#client = client;
    this.#expected = expected;
    this.reached = expected.ends.map(() => 0);
    this.#seen = expected.ends.map(() => []);
    this.#committed = expected.ends.map(() => 0);
  }

  join(more: Partial<JoinJob> = {}): Member {
    const job = { ...this.job, ...more };
    const member = new Member(this.#client, job, (from, frame) => this.#take(from, frame));
    this.#members.add(member);
    return member;
  }

  /** Asks it to leave, and waits for that. */
  async leave(member: Member): Promise<void> {
    this.#members.delete(member);
    await member.program.stop();
  }

  async kill(member: Member): Promise<void> {
    await member.program.kill(this.#client.killedBy);
    this.#members.delete(member);
  }

  /** Ends what is left of it. */
  async end(): Promise<void> {
    await Promise.allSettled([...this.#members].map(({ program }) => program.kill()));
  }

  /** Waits until these members, and no others, share all partitions evenly. */
  async shared(...members: Member[]): Promise<void> {
    const each = this.#expected.partitions / members.length;
    await until(
      () => `${members.length} members to share the partitions: ${this.#describe()}`,
      () =>
        members.every(({ assigned }) => assigned.length === each) &&
        new Set(members.flatMap(({ assigned }) => assigned)).size === this.#expected.partitions,
    );
  }

  /** Waits until all records before these offsets have come, to whom they belong by now. */
  async got(to: readonly number[]): Promise<void> {
    const isThere = ({ assigned, next }: Member) =>
      assigned.every((partition) => (next.get(partition) ?? to[partition]!) >= to[partition]!);
    await until(
      () => `records up to ${to}: ${this.#describe()}`,
      () =>
        to.every((offset, partition) => this.reached[partition]! >= offset) &&
        [...this.#members].every(isThere),
    );
  }

  /** How many records came more than once, of those from an offset on. */
  repeated(from = 0): number {
    return this.#repeated.filter((offset) => offset >= from).length;
  }

  /** Waits until these offsets are committed. */
  async committed(to: readonly number[]): Promise<void> {
    let committed: number[] = [];
    await until(
      () => `commits up to ${to}, not ${committed}`,
      async () => {
        committed = await this.commits();
        return committed.every((offset, partition) => offset === to[partition]);
      },
    );
  }

  /** By partition, the committed offset, 0 where there is none. @throws Error if one went back. */
  async commits(): Promise<number[]> {
    const { bootstrap, group, topic } = this.job;
    const partitionIndexes = [...this.#committed.keys()];
    const { groups } = await withBroker(bootstrap, ({ wire }) =>
      wire.request(offsetFetchRequest, offsetFetchResponse, 8, {
        groups: [{ groupId: group, topics: [{ name: topic, partitionIndexes }] }],
      }),
    );
    for (const { partitionIndex, committedOffset } of groups[0]!.topics[0]!.partitions) {
      const before = this.#committed[partitionIndex]!;
      const offset = Math.max(0, committedOffset);
      if (offset < before)
        throw new Error(`commit of ${partitionIndex} from ${before} to ${offset}`);
      this.#committed[partitionIndex] = offset;
    }
    return [...this.#committed];
  }

  /** From now on, `firsts` tells where the partitions are taken up. */
  watchFirsts(): void {
    this.#first = new Map();
  }

  get firsts(): ReadonlyMap<number, number> {
    return this.#first;
  }

  #take(member: Member, frame: Frame): void {
    const { partition, offset } = frame;
    this.#expected.check(frame);
    if (!this.#first.has(partition)) this.#first.set(partition, offset);
    const next = member.next.get(partition);
    if (next !== undefined && offset !== next) {
      throw new Error(`partition ${partition} jumps from ${next} to ${offset}`);
    }
    member.next.set(partition, offset + 1);
    const seen = this.#seen[partition]!;
    if (seen[offset]) this.#repeated.push(offset);
    seen[offset] = true;
    // What one member printed may be heard after what the next one did.
    while (seen[this.reached[partition]!]) this.reached[partition]!++;
  }

  #describe(): string {
    const members = [...this.#members].map(
      (member) => `[${member.assigned}] got ${member.count()} ${member.program.errors}`,
    );
    return `reached ${this.reached}; committed ${this.#committed}; members ${members.join('; ')}`;
  }
}
