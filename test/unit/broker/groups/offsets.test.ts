import { describe, test } from 'vitest';
import { play } from './scenario.ts';

describe('commits', () => {
  test('in every state of the group', () =>
    play(`
      # Dead: nobody knows the group
      x commits gen=1 t-0=1    | x commit ILLEGAL_GENERATION
      # as a simple consumer, which makes it known, and Empty
      commit t-0=1             | commit NONE
      describe                 | Empty
      a joins                  | a joined 1 leads a
      # CompletingRebalance
      a commits t-0=2          | a commit REBALANCE_IN_PROGRESS
      commit t-0=2             | commit UNKNOWN_MEMBER_ID
      a syncs a=0              | a got 0
      # Stable
      a commits t-0=3          | a commit NONE
      commit t-0=4             | commit UNKNOWN_MEMBER_ID
      a commits gen=0 t-0=4    | a commit ILLEGAL_GENERATION
      x commits gen=1 t-0=4    | x commit UNKNOWN_MEMBER_ID
      b joins                  | nothing
      # PreparingRebalance: what has been consumed still counts
      a commits t-0=5          | a commit NONE
      a leaves                 | NONE; b joined 2 leads b
      a commits t-0=6          | a commit UNKNOWN_MEMBER_ID
      b leaves                 | NONE
      # Empty again
      a commits t-0=6          | a commit UNKNOWN_MEMBER_ID
      fetch t-0                | t-0=5
      commit t-0=7             | commit NONE
      fetch t-0                | t-0=7
    `));

  test('keep a member alive as heartbeats do', () =>
    play(`
      a joins          | a joined 1 leads a
      a syncs a=0      | a got 0
      +9s              | nothing
      a commits t-0=1  | a commit NONE
      +9s              | nothing
      a beats          | NONE
    `));

  test('of zombies are refused', () =>
    play(`
      a joins          | a joined 1 leads a
      a syncs a=0      | a got 0
      a commits t-0=1  | a commit NONE
      # a stops for a while, and b takes over
      +10s             | nothing
      b joins          | b joined 3 leads b
      b syncs b=0      | b got 0
      b commits t-0=9  | b commit NONE
      a commits t-0=2  | a commit UNKNOWN_MEMBER_ID
      fetch t-0        | t-0=9
    `));

  test('show when they are written', () =>
    play(`
      commit t-0=1        | commit NONE
      hold                | nothing
      commit t-0=2 t-1=7  | nothing
      fetch t-0 t-1       | t-0=1; t-1=-1
      fetch stable t-0 t-1 t-2  | t-0=UNSTABLE_OFFSET_COMMIT; t-1=UNSTABLE_OFFSET_COMMIT; t-2=-1
      release             | commit NONE
      fetch stable t-0 t-1 | t-0=2; t-1=7
    `));

  test('that cannot be written leave what was there', () =>
    play(`
      commit t-0=1               | commit NONE
      fail NOT_ENOUGH_REPLICAS   | nothing
      commit t-0=2 t-1=2         | commit COORDINATOR_NOT_AVAILABLE
      fetch stable t-0 t-1       | t-0=1; t-1=-1
      fetch all                  | t-0=1
    `));

  test.each([
    ['NOT_LEADER_OR_FOLLOWER', 'NOT_COORDINATOR'],
    ['KAFKA_STORAGE_ERROR', 'NOT_COORDINATOR'],
    ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'COORDINATOR_NOT_AVAILABLE'],
    ['REQUEST_TIMED_OUT', 'REQUEST_TIMED_OUT'],
    ['MESSAGE_TOO_LARGE', 'INVALID_COMMIT_OFFSET_SIZE'],
  ])('%s is told as %s', (failure, told) =>
    play(`
      fail ${failure}  | nothing
      commit t-0=1     | commit ${told}
    `),
  );

  test('bring their notes back, unless too long', () =>
    play(
      `
      commit t-0=1 note=hello   | commit NONE
      fetch t-0                 | t-0=1 (hello)
      commit t-0=2 note=goodbye | commit OFFSET_METADATA_TOO_LARGE
      fetch t-0                 | t-0=1 (hello)
    `,
      { offsetMetadataMaxBytes: 5 },
    ));
});

describe('deleting', () => {
  test('offsets in topics that are in use', () =>
    play(`
      commit old-0=1        | commit NONE
      delete x-0            | x-0 NONE
      a joins range:t       | a joined 1 leads a
      a syncs a=0           | a got 0
      a commits t-0=1       | a commit NONE
      delete t-0 old-0      | old-0 NONE; t-0 GROUP_SUBSCRIBED_TO_TOPIC
      fetch all             | t-0=1
      a leaves              | NONE
      delete t-0            | t-0 NONE
      describe              | Dead
      delete t-0            | GROUP_ID_NOT_FOUND
      restart               | nothing
      fetch all             | nothing
    `));

  test('offsets of a group whose subscriptions are not known', () =>
    play(`
      commit t-0=1             | commit NONE
      a joins garbage:         | a joined 1 garbage leads a
      delete t-0               | t-0 GROUP_SUBSCRIBED_TO_TOPIC
      a leaves                 | NONE
      b joins type=connect e:  | b joined 3 e leads b
      delete t-0               | NON_EMPTY_GROUP
    `));

  test('a topic takes its offsets with it', () =>
    play(`
      commit t-0=1 t-1=2 u-0=3  | commit NONE
      drop t                    | nothing
      fetch all                 | u-0=3
      restart                   | nothing
      fetch all                 | u-0=3
      drop u                    | nothing
      describe                  | Dead
    `));

  test('a topic takes with it what is being committed', () =>
    play(`
      hold          | nothing
      commit t-0=1  | nothing
      drop t        | nothing
      release       | commit NONE
      fetch all     | nothing
      restart       | nothing
      fetch all     | nothing
    `));

  test('the offsets topic itself takes every group with it', () =>
    play(`
      commit t-0=1             | commit NONE
      drop __consumer_offsets  | nothing
      commit t-0=1             | commit NOT_COORDINATOR
    `));

  test('what cannot be written is told', () =>
    play(`
      commit t-0=1               | commit NONE
      fail NOT_ENOUGH_REPLICAS   | nothing
      delete                     | COORDINATOR_NOT_AVAILABLE
    `));
});

describe('listing', () => {
  test('by state', () =>
    play(`
      list                              | nothing
      commit t-0=1                      | commit NONE
      list                              | g Empty
      a joins                           | a joined 1 leads a
      list                              | g consumer CompletingRebalance
      list stable empty                 | nothing
      list completingrebalance dead     | g consumer CompletingRebalance
    `));
});
