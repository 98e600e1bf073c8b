import type { Assigned, Committed, Consumed, FetchedPosition } from '../history.ts';

/** What members of one group did and were told. */
export interface GroupHistory {
  readonly assigned: readonly Assigned[];
  readonly committed: readonly Committed[];
  readonly positions: readonly FetchedPosition[];
  readonly consumed: readonly Consumed[];
  /** Where each partition begins in the end. */
  readonly starts: ReadonlyMap<number, number>;
}

/**
 * A group's positions behave like variables that only members of the latest generation can set: they are at what was
 * acknowledged last, or at something whose fate nobody knows. In no generation do two members have the same
 * partition, and nothing before a position has been read by nobody.
 */
export function checkGroup(history: GroupHistory): string[] {
  return [
    ...history.positions.flatMap((position) => checkPosition(position, history.committed)),
    ...checkAssignments(history.assigned),
    ...checkCoverage(history),
  ];
}

function checkPosition(
  { by, partition, offset, invoked, answered }: FetchedPosition,
  committed: readonly Committed[],
): string[] {
  const of = committed.filter((commit) => commit.partition === partition);
  const before = of.filter((commit) => commit.answered <= invoked);
  const last = before.reduce<Committed | undefined>(later, undefined);
  // Not known to have been overtaken: refused, or acknowledged and followed by another in time.
  const possible = of.filter(
    (commit) =>
      commit.outcome !== 'refused' && commit.answered > invoked && commit.invoked < answered,
  );
  if (offset === (last?.offset ?? -1) || possible.some((commit) => commit.offset === offset)) {
    return [];
  }
  return [
    `${by} was told at ${answered} that the group is at ${partition}:${offset}; ` +
      `${last?.member ?? 'nobody'} had committed ${last?.offset ?? 'anything'}`,
  ];
}

/** Of two acknowledged commits, that of the later generation came later, or else the one acknowledged later. */
function later(a: Committed | undefined, b: Committed): Committed {
  if (a === undefined || b.generation > a.generation) return b;
  return b.generation === a.generation && b.answered >= a.answered ? b : a;
}

function checkAssignments(assigned: readonly Assigned[]): string[] {
  const violations: string[] = [];
  const owners = new Map<string, string>();
  for (const { member, generation, partitions } of assigned) {
    for (const partition of partitions) {
      const key = `partition ${partition} in generation ${generation}`;
      const owner = owners.get(key) ?? member;
      if (owner !== member) violations.push(`${key} was given to ${owner} and to ${member}`);
      owners.set(key, member);
    }
  }
  return violations;
}

function checkCoverage({ committed, consumed, starts }: GroupHistory): string[] {
  const read = new Set(consumed.map(({ partition, offset }) => `${partition}:${offset}`));
  const ends = new Map<number, number>();
  for (const { partition, offset } of committed) {
    ends.set(partition, Math.max(ends.get(partition) ?? 0, offset));
  }
  for (const [partition, end] of ends) {
    for (let offset = starts.get(partition) ?? 0; offset < end; offset++) {
      if (!read.has(`${partition}:${offset}`)) {
        return [`the group is at ${partition}:${end}, but nobody has read ${partition}:${offset}`];
      }
    }
  }
  return [];
}
