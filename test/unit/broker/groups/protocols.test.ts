import { describe, test } from 'vitest';
import { play } from './scenario.ts';

describe('protocols', () => {
  test('the one with the most votes that all support wins', () =>
    play(`
      a joins range:t sticky:t           | a joined 1 leads a
      b joins sticky:t range:t           | nothing
      a joins range:t sticky:t           | a joined 2 leads a,b; b joined 2 follows a
      c joins sticky:t range:t           | nothing
      a joins range:t sticky:t           | nothing
      b joins sticky:t range:t           | a joined 3 sticky leads a,b,c; b joined 3 sticky follows a; c joined 3 sticky follows a
      d joins range:t                    | nothing
      a joins range:t sticky:t           | nothing
      b joins sticky:t range:t           | nothing
      c joins sticky:t range:t           | a joined 4 leads a,b,c,d; b joined 4 follows a; c joined 4 follows a; d joined 4 follows a
    `));

  test('nobody gets in without one in common, or as another type', () =>
    play(`
      a joins range:t             | a joined 1 leads a
      b joins roundrobin:t        | b join INCONSISTENT_GROUP_PROTOCOL
      b joins type=connect range: | b join INCONSISTENT_GROUP_PROTOCOL
      a joins roundrobin:t        | a join INCONSISTENT_GROUP_PROTOCOL
      a leaves                    | NONE
      b joins type=connect eager: | b joined 3 eager leads b
    `));

  test('a group needs a type', () =>
    play(`
      a joins type=   | a join INCONSISTENT_GROUP_PROTOCOL
    `));

  test('an assignment for another protocol than the group has (KIP-559)', () =>
    play(`
      a joins range:t              | a joined 1 leads a
      a syncs a=0 protocol=sticky  | a sync INCONSISTENT_GROUP_PROTOCOL
      a syncs a=0 type=connect     | a sync INCONSISTENT_GROUP_PROTOCOL
      a syncs a=0                  | a got 0
    `));

  test('cooperative rebalancing (KIP-429) takes two rounds', () =>
    play(`
      a joins cooperative-sticky:t  | a joined 1 cooperative-sticky leads a
      a syncs a=0,1                 | a got 0,1
      b joins cooperative-sticky:t  | nothing
      a beats                       | REBALANCE_IN_PROGRESS
      a joins cooperative-sticky:t  | a joined 2 cooperative-sticky leads a,b; b joined 2 cooperative-sticky follows a
      # first round: a gives up 1, which nobody has meanwhile
      b syncs                       | nothing
      a syncs a=0 b=                | a got 0; b got nothing
      # a has revoked it and joins again
      a joins cooperative-sticky:t  | nothing
      b beats                       | REBALANCE_IN_PROGRESS
      b joins cooperative-sticky:t  | a joined 3 cooperative-sticky leads a,b; b joined 3 cooperative-sticky follows a
      b syncs                       | nothing
      a syncs a=0 b=1               | a got 0; b got 1
    `));
});

describe('the assignment and the log', () => {
  test('is handed out when it is written', () =>
    play(`
      a joins      | a joined 1 leads a
      hold         | nothing
      a syncs a=0  | nothing
      describe     | CompletingRebalance consumer a
      release      | a got 0
      describe     | Stable consumer range a=0
    `));

  test('what the leader repeats while it is being written counts for nothing', () =>
    play(`
      a joins      | a joined 1 leads a
      hold         | nothing
      a syncs a=0  | nothing
      a syncs a=1  | nothing
      release      | a got 0; a got 0
      restart      | nothing
      describe     | Stable consumer range a=0
    `));

  test('is forgotten when somebody joins before it is written', () =>
    play(`
      a joins      | a joined 1 leads a
      hold         | nothing
      a syncs a=0  | nothing
      b joins      | a sync REBALANCE_IN_PROGRESS
      release      | nothing
      a joins      | a joined 2 leads a,b; b joined 2 follows a
      a syncs a=0 b=1 | a got 0
      b syncs      | b got 1
    `));

  test('fails when it cannot be written, and the group tries again', () =>
    play(`
      a joins                    | a joined 1 leads a
      fail NOT_ENOUGH_REPLICAS   | nothing
      a syncs a=0                | a sync COORDINATOR_NOT_AVAILABLE
      a beats                    | REBALANCE_IN_PROGRESS
      a joins                    | a joined 2 leads a
      a syncs a=0                | a got 0
    `));

  test.each([
    ['REQUEST_TIMED_OUT', 'REBALANCE_IN_PROGRESS'],
    ['NOT_LEADER_OR_FOLLOWER', 'NOT_COORDINATOR'],
    ['KAFKA_STORAGE_ERROR', 'NOT_COORDINATOR'],
    ['UNKNOWN_TOPIC_OR_PARTITION', 'COORDINATOR_NOT_AVAILABLE'],
    ['MESSAGE_TOO_LARGE', 'UNKNOWN_SERVER_ERROR'],
  ])('%s is told as %s', (failure, told) =>
    play(`
      a joins          | a joined 1 leads a
      fail ${failure}  | nothing
      a syncs a=0      | a sync ${told}
    `),
  );
});
