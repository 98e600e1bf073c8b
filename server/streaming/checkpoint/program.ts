import type { StreamGraph } from '../batches/stream-graph.ts';
import type { StreamLineage } from '../dstream/lineage.ts';

/** What a checkpoint knows of the program that took it. */
export interface ProgramRecord {
  /** The moment before the first batch, in milliseconds. */
  readonly zeroTime: number;
  /** Milliseconds. */
  readonly batchDuration: number;
  readonly operators: readonly OperatorRecord[];
}

/** A stream that has something in checkpoints. */
export interface OperatorRecord {
  readonly identity: string;
  readonly kind: string;
  readonly isNamed: boolean;
  readonly role: Role;
  /** After which batch its state began, in milliseconds; unless given, before the first. */
  readonly began?: number | undefined;
  /** Of what length of its parents' batches its state is made, in milliseconds, if it is. */
  readonly window?: number | undefined;
}

type Role = 'input' | 'state';

export interface MatchOptions {
  /** Goes on without the state of streams that the program does not have any more, which is then lost. */
  readonly dropUnmatchedState?: boolean;
}

/** @param began after which batch the state of a stream began in the program's recovery, if it has any. */
export function recordOf(
  graph: StreamGraph,
  began: (identity: string) => number | undefined,
): ProgramRecord {
  const { zeroTime, batchDuration } = graph;
  const operators = graph.streams
    .flatMap(operatorOf)
    .map((operator) => ({ ...operator, began: began(operator.identity) }));
  return { zeroTime, batchDuration, operators };
}

function operatorOf({ identity, isNamed, computation }: StreamLineage<unknown>): OperatorRecord[] {
  const { kind, input, state } = computation;
  if (input === undefined && state === undefined) return [];
  const role = input === undefined ? 'state' : 'input';
  return [{ identity, kind, isNamed, role, window: computation.parentsRemember }];
}

/** The streams whose state in a checkpoint is that of windows of another length than the program's. */
export function withOtherWindows(record: ProgramRecord, graph: StreamGraph): OperatorRecord[] {
  const operators = graph.streams.flatMap(operatorOf);
  return record.operators.filter(({ identity, window }) =>
    operators.some((now) => now.identity === identity && now.window !== window),
  );
}

/**
 * Says which operators of a checkpoint the program does not have.
 * @param directory where the checkpoint is, for messages.
 * @throws Error where it cannot go on from the checkpoint, naming the operator and what to do.
 */
export function unmatched(
  record: ProgramRecord,
  graph: StreamGraph,
  directory: string,
  { dropUnmatchedState = false }: MatchOptions,
): OperatorRecord[] {
  if (record.batchDuration !== graph.batchDuration) {
    throw new Error(
      `The checkpoint in ${directory} was taken with batches of ${record.batchDuration} ms, and the program's are ${graph.batchDuration} ms: what its batches consist of would not fit. Use the same batch duration, or start anew with another checkpoint directory.`,
    );
  }
  const operators = graph.streams.flatMap(operatorOf);
  assertUnambiguous(record.operators, operators, directory);
  const missing = record.operators.filter((stored) => {
    const operator = operators.find(({ identity }) => identity === stored.identity);
    if (operator !== undefined && operator.kind !== stored.kind) {
      throw new Error(
        `In the checkpoint in ${directory}, ${stored.identity} is a ${stored.kind}, and in the program it is a ${operator.kind}. Give the new stream another name.`,
      );
    }
    return operator === undefined;
  });
  const state = missing.find(({ role }) => role === 'state');
  if (state === undefined || dropUnmatchedState) return missing;
  throw new Error(
    `The checkpoint in ${directory} has state of ${state.identity}, and the program has no such stream. If one of its streams is to go on from that state, name it so: .named('${state.identity}'). To go on without that state, which is then lost, pass { dropUnmatchedState: true } to getOrCreate.`,
  );
}

/** Streams without names are told apart by their order, which says nothing when there are more of them, or fewer. */
function assertUnambiguous(
  before: readonly OperatorRecord[],
  now: readonly OperatorRecord[],
  directory: string,
): void {
  for (const kind of new Set(before.map((operator) => operator.kind))) {
    const ofKind = (operator: OperatorRecord) => operator.kind === kind && !operator.isNamed;
    const stored = before.filter(ofKind);
    const present = now.filter(ofKind);
    if (stored.length === 0 || present.length === 0 || stored.length === present.length) continue;
    throw new Error(
      `The checkpoint in ${directory} has ${stored.length} ${kind} without a name (${stored.map(({ identity }) => identity).join(', ')}), and the program has ${present.length}: which goes on from which cannot be told. Name the streams that go on as they are called there, such as .named('${stored[0]!.identity}'), and the new ones as you like.`,
    );
  }
}
