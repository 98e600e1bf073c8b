import { describe, test } from 'vitest';
import { play } from './scenario.ts';

/** A leads, b follows, both static and stable in generation 2. */
const STABLE = `
      a joins as A     | a joined 1 leads a
      b joins as B     | nothing
      a joins          | a joined 2 leads a,b; b joined 2 follows a
      a syncs a=0 b=1  | a got 0
      b syncs          | b got 1
`;

describe('static membership (KIP-345)', () => {
  test('a static member needs no id before it joins', () =>
    play(`
      a joins v4 as A  | a joined 1 leads a
    `));

  test('a follower that restarts takes its place again without a rebalance', () =>
    play(`
      ${STABLE}
      b joins fresh    | b joined 2 follows a
      b syncs          | b got 1
      a beats          | NONE
      b beats          | NONE
      describe         | Stable consumer range a=0 b'=1
    `));

  test('a leader that restarts is not told that it leads, lest it assign again', () =>
    play(`
      ${STABLE}
      a joins fresh    | a joined 2 follows a
      a syncs          | a got 0
      b beats          | NONE
      # but it does
      a joins          | nothing
      b joins          | a joined 3 leads b,a'; b joined 3 follows a'
    `));

  test('from v9 on it is told, and told to skip the assignment (KIP-814)', () =>
    play(`
      ${STABLE}
      a joins fresh v9 | a joined 2 leads b,a' skipping
      a syncs          | a got 0
      b joins fresh v9 | b joined 2 follows a'
    `));

  test('whoever uses the id of before is fenced', () =>
    play(`
      ${STABLE}
      x joins fresh as B   | x joined 2 follows a
      b beats              | FENCED_INSTANCE_ID
      b joins              | b join FENCED_INSTANCE_ID
      b syncs              | b sync FENCED_INSTANCE_ID
      b commits t-0=1      | b commit FENCED_INSTANCE_ID
      b leaves             | FENCED_INSTANCE_ID
      x beats              | NONE
    `));

  test('an instance that the group does not know is unknown, whatever the id', () =>
    play(`
      ${STABLE}
      x joins as X      | nothing
      x leaves as Y     | UNKNOWN_MEMBER_ID
      x leaves as X     | NONE; x join UNKNOWN_MEMBER_ID
    `));

  test('its session decides, not the rebalance', () =>
    play(`
      a joins as A rebalance=20s session=60s  | a joined 1 leads a
      b joins as B rebalance=20s session=60s  | nothing
      a joins rebalance=20s session=60s       | a joined 2 leads a,b; b joined 2 follows a
      a syncs a=0 b=1                         | a got 0
      b syncs                                 | b got 1
      a joins rebalance=20s session=60s       | nothing
      # b is away for longer than the rebalance waits, but stays a member
      +20s                                    | a joined 3 leads a,b
      a syncs a=0 b=1                         | a got 0
      b joins fresh rebalance=20s session=60s | b joined 3 follows a
      b syncs                                 | b got 1
    `));

  test('its session ends when nothing is heard of it', () =>
    play(`
      ${STABLE}
      +9s       | nothing
      a beats   | NONE
      +1s       | nothing
      a beats   | REBALANCE_IN_PROGRESS
      a joins   | a joined 3 leads a
      b beats   | UNKNOWN_MEMBER_ID
    `));

  test('a group whose static members are all away waits for the first to come back', () =>
    play(`
      a joins as A rebalance=10s session=60s  | a joined 1 leads a
      b joins as B rebalance=10s session=60s  | nothing
      a joins rebalance=10s session=60s       | a joined 2 leads a,b; b joined 2 follows a
      a syncs a=0 b=1                         | a got 0
      b syncs                                 | b got 1
      c joins v4                              | c join MEMBER_ID_REQUIRED
      c joins v4 rebalance=10s                | nothing
      c leaves                                | NONE; c join UNKNOWN_MEMBER_ID
      +10s                                    | nothing
      describe                                | PreparingRebalance consumer a b
      b joins fresh rebalance=10s session=60s | nothing
      +10s                                    | b joined 3 leads a,b'
    `));

  test('a static member that restarts while the rebalance is completed starts another', () =>
    play(`
      a joins as A        | a joined 1 leads a
      b joins as B        | nothing
      a joins             | a joined 2 leads a,b; b joined 2 follows a
      x joins as B        | nothing
      b syncs             | b sync FENCED_INSTANCE_ID
      a syncs a=0 b=1     | a sync REBALANCE_IN_PROGRESS
      a joins             | a joined 3 leads a,x; x joined 3 follows a
    `));

  test('whoever waits under the old id is told at once', () =>
    play(`
      ${STABLE}
      a joins            | nothing
      x joins fresh as A | a join FENCED_INSTANCE_ID
      b joins            | b joined 3 follows x; x joined 3 leads b,x
      b syncs            | nothing
      y joins fresh as B | b sync FENCED_INSTANCE_ID
    `));

  test('one that comes back with another protocol has the group rebalanced', () =>
    play(`
      a joins as A range:t sticky:t  | a joined 1 leads a
      b joins as B range:t sticky:t  | nothing
      a joins range:t sticky:t       | a joined 2 leads a,b; b joined 2 follows a
      a syncs a=0 b=1                | a got 0
      b syncs                        | b got 1
      b joins fresh sticky:t         | nothing
      a joins range:t sticky:t       | a joined 3 sticky leads a,b'; b joined 3 sticky follows a
    `));

  test('an administrator removes it by its instance', () =>
    play(`
      ${STABLE}
      admin leaves as B  | NONE
      a beats            | REBALANCE_IN_PROGRESS
      b beats            | UNKNOWN_MEMBER_ID
      a joins            | a joined 3 leads a
    `));

  test('the new id is known to the log before the member knows it', () =>
    play(`
      ${STABLE}
      hold           | nothing
      b joins fresh  | nothing
      release        | b joined 2 follows a
      restart        | nothing
      b beats        | NONE
      describe       | Stable consumer range a=0 b'=1
    `));

  test('the old id stays when the new one cannot be written', () =>
    play(`
      ${STABLE}
      fail NOT_ENOUGH_REPLICAS  | nothing
      x joins fresh as B        | x join COORDINATOR_NOT_AVAILABLE
      b beats                   | NONE
      describe                  | Stable consumer range a=0 b=1
    `));

  test('a rebalance that begins while the new id is being written answers the member', () =>
    play(`
      ${STABLE}
      hold           | nothing
      b joins fresh  | nothing
      a joins        | a joined 3 leads a,b'; b joined 3 follows a
      release        | nothing
      a syncs a=0 b=1 | a got 0
      b syncs        | b got 1
    `));

  test('a rebalance under way keeps it waiting, although the new id is written', () =>
    play(`
      ${STABLE}
      c joins v4      | c join MEMBER_ID_REQUIRED
      hold            | nothing
      b joins fresh   | nothing
      a joins         | nothing
      release         | nothing
      c joins v4      | a joined 3 leads a,b',c; b joined 3 follows a; c joined 3 follows a
    `));

  test('one that restarts before it has synced still has to, under its new id', () =>
    play(`
      a joins as A session=30m   | a joined 1 leads a
      b joins as B session=30m   | nothing
      a joins session=30m        | a joined 2 leads a,b; b joined 2 follows a
      a syncs a=0 b=1            | a got 0
      b joins fresh session=30m  | b joined 2 follows a
      +59s                       | nothing
      a beats                    | NONE
      +1s                        | nothing
      a beats                    | REBALANCE_IN_PROGRESS
      b beats                    | UNKNOWN_MEMBER_ID
      a joins session=30m        | a joined 3 leads a
      a syncs a=0                | a got 0
      b joins fresh session=30m  | nothing
      a joins session=30m        | a joined 4 leads a,b''; b joined 4 follows a
      a syncs a=0 b=1            | a got 0
      b joins fresh session=30m  | b joined 4 follows a
      b syncs                    | b got 1
      +60s                       | nothing
      a beats                    | NONE
      b beats                    | NONE
    `));

  test('comes back into a group that is full', () =>
    play(
      `
      ${STABLE}
      c joins as C     | c join GROUP_MAX_SIZE_REACHED
      b joins fresh    | b joined 2 follows a
    `,
      { maxSize: 2 },
    ));
});
