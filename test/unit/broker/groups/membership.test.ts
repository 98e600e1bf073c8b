import { describe, test } from 'vitest';
import { play } from './scenario.ts';

describe('members come and go', () => {
  test('one member', () =>
    play(`
      describe         | Dead
      a joins          | a joined 1 leads a
      describe         | CompletingRebalance consumer a
      a syncs a=0,1,2  | a got 0,1,2
      describe         | Stable consumer range a=0,1,2
      a beats          | NONE
      a leaves         | NONE
      describe         | Empty consumer
      a beats          | UNKNOWN_MEMBER_ID
    `));

  test('three members, of which one leaves and one is killed', () =>
    play(`
      a joins              | a joined 1 leads a
      a syncs a=0,1,2      | a got 0,1,2
      b joins              | nothing
      a beats              | REBALANCE_IN_PROGRESS
      a joins              | a joined 2 leads a,b; b joined 2 follows a
      b syncs              | nothing
      a syncs a=0,1 b=2    | a got 0,1; b got 2
      c joins              | nothing
      b joins              | nothing
      a joins              | a joined 3 leads a,b,c; b joined 3 follows a; c joined 3 follows a
      c syncs              | nothing
      b syncs              | nothing
      a syncs a=0 b=1 c=2  | a got 0; b got 1; c got 2
      describe             | Stable consumer range a=0 b=1 c=2
      c leaves             | NONE
      a beats              | REBALANCE_IN_PROGRESS
      a joins              | nothing
      b joins              | a joined 4 leads a,b; b joined 4 follows a
      a syncs a=0,1 b=2    | a got 0,1
      b syncs              | b got 2
      # b is killed: nothing is heard of it
      +5s                  | nothing
      a beats              | NONE
      +5s                  | nothing
      a beats              | REBALANCE_IN_PROGRESS
      a joins              | a joined 5 leads a
      a syncs a=0,1,2      | a got 0,1,2
      describe             | Stable consumer range a=0,1,2
    `));

  test('members that joined at the same time share the first generation', () =>
    play(
      `
      a joins    | nothing
      +1s        | nothing
      b joins    | nothing
      +1s        | nothing
      c joins    | nothing
      # at 3 s others have come, so that it waits as long again
      +1s        | nothing
      +2s        | nothing
      +1s        | a joined 1 leads a,b,c; b joined 1 follows a; c joined 1 follows a
    `,
      { initialRebalanceDelayMs: 3000 },
    ));

  test('the initial delay ends with the rebalance timeout, whoever comes', () =>
    play(
      `
      a joins rebalance=5s  | nothing
      +2s                   | nothing
      b joins rebalance=5s  | nothing
      +1s                   | nothing
      +1s                   | nothing
      c joins rebalance=5s  | nothing
      +1s                   | a joined 1 leads a,b,c; b joined 1 follows a; c joined 1 follows a
    `,
      { initialRebalanceDelayMs: 3000 },
    ));

  test('a member that does not rejoin in time is left behind', () =>
    play(`
      a joins rebalance=20s session=60s  | a joined 1 leads a
      a syncs a=0                        | a got 0
      b joins rebalance=20s session=60s  | nothing
      +19s                               | nothing
      +1s                                | b joined 2 leads b
      a beats                            | UNKNOWN_MEMBER_ID
      a joins                            | a join UNKNOWN_MEMBER_ID
      a joins fresh                      | nothing
    `));

  test('the leader fails before it has assigned anything', () =>
    play(`
      a joins     | a joined 1 leads a
      b joins     | nothing
      a joins     | a joined 2 leads a,b; b joined 2 follows a
      b syncs     | nothing
      +9999ms     | nothing
      b beats     | NONE
      +1ms        | b sync REBALANCE_IN_PROGRESS
      b joins     | b joined 3 leads b
      b syncs b=0 | b got 0
    `));

  test('a leader that lives but never syncs loses its place', () =>
    play(`
      a joins rebalance=15s  | a joined 1 leads a
      b joins rebalance=15s  | nothing
      a joins rebalance=15s  | a joined 2 leads a,b; b joined 2 follows a
      b syncs                | nothing
      +9s                    | nothing
      a beats                | NONE
      +6s                    | b sync REBALANCE_IN_PROGRESS
      a beats                | UNKNOWN_MEMBER_ID
      b joins                | b joined 3 leads b
    `));

  test('a follower that never syncs holds up nobody, and is dropped', () =>
    play(`
      a joins rebalance=15s  | a joined 1 leads a
      b joins rebalance=15s  | nothing
      a joins rebalance=15s  | a joined 2 leads a,b; b joined 2 follows a
      a syncs a=0 b=1        | a got 0
      +9s                    | nothing
      a beats                | NONE
      b beats                | NONE
      +6s                    | nothing
      b beats                | UNKNOWN_MEMBER_ID
      a beats                | REBALANCE_IN_PROGRESS
      a joins                | a joined 3 leads a
    `));

  test('a member that dies while it waits for its assignment is noticed when that comes', () =>
    play(`
      a joins              | a joined 1 leads a
      b joins              | nothing
      a joins              | a joined 2 leads a,b; b joined 2 follows a
      b syncs              | nothing
      # the leader takes its time, which is not held against b
      +9s                  | nothing
      a beats              | NONE
      +9s                  | nothing
      a syncs a=0 b=1      | a got 0; b got 1
      +9s                  | nothing
      a beats              | NONE
      +1s                  | nothing
      a beats              | REBALANCE_IN_PROGRESS
    `));

  test('joins while the rebalance is being completed', () =>
    play(`
      a joins          | a joined 1 leads a
      b joins          | nothing
      a joins          | a joined 2 leads a,b; b joined 2 follows a
      # the answer was lost: the same again
      b joins          | b joined 2 follows a
      a joins          | a joined 2 leads a,b
      b syncs          | nothing
      # somebody new starts another
      c joins          | b sync REBALANCE_IN_PROGRESS
      a syncs a=0 b=1  | a sync REBALANCE_IN_PROGRESS
      b joins          | nothing
      a joins          | a joined 3 leads a,b,c; b joined 3 follows a; c joined 3 follows a
    `));

  test('a member whose metadata changes while the rebalance is being completed starts another', () =>
    play(`
      a joins            | a joined 1 leads a
      b joins            | nothing
      a joins            | a joined 2 leads a,b; b joined 2 follows a
      a syncs a=0 b=1    | a got 0
      b joins range:t,u  | nothing
      a beats            | REBALANCE_IN_PROGRESS
      a joins            | a joined 3 leads a,b; b joined 3 follows a
    `));

  test('a follower joining again unchanged disturbs nobody; the leader has the group rebalanced', () =>
    play(`
      a joins          | a joined 1 leads a
      b joins          | nothing
      a joins          | a joined 2 leads a,b; b joined 2 follows a
      a syncs a=0 b=1  | a got 0
      b syncs          | b got 1
      b joins          | b joined 2 follows a
      b syncs          | b got 1
      a beats          | NONE
      a joins          | nothing
      b beats          | REBALANCE_IN_PROGRESS
      b joins          | a joined 3 leads a,b; b joined 3 follows a
    `));

  test('a JoinGroup that is sent again while the first waits gets the same answer', () =>
    play(`
      a joins      | a joined 1 leads a
      a syncs a=0  | a got 0
      b joins v4   | b join MEMBER_ID_REQUIRED
      b joins v4   | nothing
      b joins v4   | nothing
      a joins      | a joined 2 leads a,b; b joined 2 follows a; b joined 2 follows a
    `));

  test('a new member whose client has gone does not stay in the rebalance for ever', () =>
    play(`
      a joins rebalance=20m session=30m  | a joined 1 leads a
      a syncs a=0                        | a got 0
      b joins                            | nothing
      +4m                                | nothing
      a beats                            | REBALANCE_IN_PROGRESS
      +1m                                | b join UNKNOWN_MEMBER_ID
      a joins rebalance=20m session=30m  | a joined 2 leads a
    `));
});

describe('member ids (KIP-394)', () => {
  test('a member first gets its id', () =>
    play(`
      a joins v4   | a join MEMBER_ID_REQUIRED
      describe     | Empty
      a joins v4   | a joined 1 leads a
      a syncs a=0  | a got 0
      b joins v4   | b join MEMBER_ID_REQUIRED
      a beats      | NONE
      b joins v4   | nothing
      a joins      | a joined 2 leads a,b; b joined 2 follows a
    `));

  test('a rebalance waits for those that were given an id, as long as a session', () =>
    play(`
      a joins v4        | a join MEMBER_ID_REQUIRED
      a joins v4        | a joined 1 leads a
      a syncs a=0       | a got 0
      b joins v4        | b join MEMBER_ID_REQUIRED
      a joins           | nothing
      +9s               | nothing
      +1s               | a joined 2 leads a
      b joins           | b join UNKNOWN_MEMBER_ID
    `));

  test('who was given an id may leave before it has joined', () =>
    play(`
      a joins v4   | a join MEMBER_ID_REQUIRED
      a joins v4   | a joined 1 leads a
      a syncs a=0  | a got 0
      b joins v4   | b join MEMBER_ID_REQUIRED
      a joins      | nothing
      b leaves     | NONE; a joined 2 leads a
    `));

  test('ids that no group has given', () =>
    play(`
      a joins v4       | a join MEMBER_ID_REQUIRED
      +10s             | nothing
      a joins v4       | a join UNKNOWN_MEMBER_ID
      a beats          | UNKNOWN_MEMBER_ID
      a syncs          | a sync UNKNOWN_MEMBER_ID
      a leaves         | UNKNOWN_MEMBER_ID
      a commits gen=0 t-0=1  | a commit UNKNOWN_MEMBER_ID
    `));
});

describe('what is refused', () => {
  test('session timeouts out of range', () =>
    play(`
      a joins session=5999ms   | a join INVALID_SESSION_TIMEOUT
      a joins session=1801s    | a join INVALID_SESSION_TIMEOUT
      describe                 | Dead
      a joins session=6s       | a joined 1 leads a
    `));

  test('members of a generation that is no more', () =>
    play(`
      a joins          | a joined 1 leads a
      b joins          | nothing
      a joins          | a joined 2 leads a,b; b joined 2 follows a
      a syncs gen=1    | a sync ILLEGAL_GENERATION
      a syncs a=0 b=1  | a got 0
      b syncs gen=1    | b sync ILLEGAL_GENERATION
      b commits gen=1 t-0=5  | b commit ILLEGAL_GENERATION
    `));

  test('more members than group.max.size', () =>
    play(
      `
      a joins          | a joined 1 leads a
      b joins          | nothing
      a joins          | a joined 2 leads a,b; b joined 2 follows a
      c joins          | c join GROUP_MAX_SIZE_REACHED
      a syncs a=0 b=1  | a got 0
      b syncs          | b got 1
      c joins          | c join GROUP_MAX_SIZE_REACHED
      b joins          | b joined 2 follows a
    `,
      { maxSize: 2 },
    ));

  test('a group that has become too large by configuration keeps those that come first', () =>
    play(`
      a joins    | a joined 1 leads a
      b joins    | nothing
      a joins    | a joined 2 leads a,b; b joined 2 follows a
      a syncs    | a got nothing
      b syncs    | b got nothing
      max=1      | nothing
      restart    | nothing
      a beats    | REBALANCE_IN_PROGRESS
      b joins    | nothing
      a joins    | a join GROUP_MAX_SIZE_REACHED; b joined 3 leads b
    `));
});
