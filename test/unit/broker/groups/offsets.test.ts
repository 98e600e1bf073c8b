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

describe('what survives', () => {
  test('a restart: generation, members, assignment, offsets', () =>
    play(`
      a joins           | a joined 1 leads a
      b joins           | nothing
      a joins           | a joined 2 leads a,b; b joined 2 follows a
      a syncs a=0 b=1   | a got 0
      b syncs           | b got 1
      a commits t-0=3   | a commit NONE
      restart           | nothing
      describe          | Stable consumer range a=0 b=1
      fetch all         | t-0=3
      a beats           | NONE
      b commits t-1=4   | b commit NONE
      a joins           | nothing
      b joins           | a joined 3 leads a,b; b joined 3 follows a
    `));

  test('members that do not come back after a restart time out', () =>
    play(`
      a joins      | a joined 1 leads a
      a syncs a=0  | a got 0
      a commits t-0=3 | a commit NONE
      restart      | nothing
      +9999ms      | nothing
      describe     | Stable consumer range a=0
      +1ms         | nothing
      describe     | Empty consumer
      restart      | nothing
      describe     | Empty consumer
      b joins      | b joined 3 leads b
      fetch all    | t-0=3
    `));

  test('a generation that was not written is as if it had not been', () =>
    play(`
      a joins      | a joined 1 leads a
      a syncs a=0  | a got 0
      a joins      | a joined 2 leads a
      restart      | nothing
      a syncs      | a sync ILLEGAL_GENERATION
      a joins      | a joined 2 leads a
      a syncs a=0  | a got 0
    `));

  test('a group that only stores offsets', () =>
    play(`
      commit t-0=1 t-1=2  | commit NONE
      commit t-0=3        | commit NONE
      restart             | nothing
      describe            | Empty
      fetch all           | t-0=3; t-1=2
    `));

  test('deletion: the group does not come back', () =>
    play(`
      a joins         | a joined 1 leads a
      a syncs a=0     | a got 0
      a commits t-0=1 | a commit NONE
      delete          | NON_EMPTY_GROUP
      a leaves        | NONE
      delete          | NONE
      delete          | GROUP_ID_NOT_FOUND
      fetch all       | nothing
      restart         | nothing
      describe        | Dead
      fetch t-0       | t-0=-1
      list            | nothing
    `));
});

describe('leadership of the partition', () => {
  test('resigned: nobody is served here, and whoever waits is sent on', () =>
    play(`
      a joins         | a joined 1 leads a
      b joins         | nothing
      a joins         | a joined 2 leads a,b; b joined 2 follows a
      b syncs         | nothing
      c joins         | b sync REBALANCE_IN_PROGRESS
      resign          | c join NOT_COORDINATOR
      a beats         | NOT_COORDINATOR
      a joins         | a join NOT_COORDINATOR
      a syncs         | a sync NOT_COORDINATOR
      a leaves        | NOT_COORDINATOR
      commit t-0=1    | commit NOT_COORDINATOR
      fetch t-0       | NOT_COORDINATOR
      describe        | NOT_COORDINATOR
      delete          | NOT_COORDINATOR
      delete t-0      | NOT_COORDINATOR
      list            | nothing
    `));

  test('resigned while members wait for the assignment', () =>
    play(`
      a joins         | a joined 1 leads a
      b joins         | nothing
      a joins         | a joined 2 leads a,b; b joined 2 follows a
      b syncs         | nothing
      hold            | nothing
      a syncs a=0 b=1 | nothing
      resign          | a sync NOT_COORDINATOR; b sync NOT_COORDINATOR
      release         | nothing
      +1h             | nothing
    `));

  test('resigned and elected again: the log decides', () =>
    play(`
      a joins         | a joined 1 leads a
      a syncs a=0     | a got 0
      a commits t-0=1 | a commit NONE
      resign          | nothing
      elect           | nothing
      describe        | Stable consumer range a=0
      fetch all       | t-0=1
      a beats         | NONE
    `));

  test('resigned while a commit is being written: it and what waits behind it fail', () =>
    play(`
      hold          | nothing
      commit t-0=1  | nothing
      commit t-0=2  | nothing
      resign        | commit NOT_COORDINATOR; commit NOT_COORDINATOR
      release       | nothing
      elect         | nothing
      fetch all     | nothing
    `));
});

describe('retention', () => {
  test('counts from when the group became empty (KIP-211)', () =>
    play(
      `
      a joins          | a joined 1 leads a
      a syncs a=0      | a got 0
      a commits t-0=1  | a commit NONE
      +9s              | nothing
      a beats          | NONE
      +9s              | nothing
      a leaves         | NONE
      +99s             | nothing
      fetch all        | t-0=1
      +2s              | nothing
      fetch all        | nothing
      describe         | Dead
      restart          | nothing
      describe         | Dead
    `,
      { offsetsRetentionMs: 100_000, offsetsRetentionCheckIntervalMs: 1000 },
    ));

  test('counts over a restart', () =>
    play(
      `
      a joins          | a joined 1 leads a
      a syncs a=0      | a got 0
      a commits t-0=1  | a commit NONE
      a leaves         | NONE
      +60s             | nothing
      restart          | nothing
      +39s             | nothing
      fetch all        | t-0=1
      +1s              | nothing
      fetch all        | nothing
    `,
      { offsetsRetentionMs: 100_000, offsetsRetentionCheckIntervalMs: 1000 },
    ));

  test('of a group that only stores offsets counts from each commit', () =>
    play(
      `
      commit t-0=1         | commit NONE
      +50s                 | nothing
      commit t-1=2         | commit NONE
      +50s                 | nothing
      fetch all            | t-1=2
      +50s                 | nothing
      fetch all            | nothing
      describe             | Dead
    `,
      { offsetsRetentionMs: 100_000, offsetsRetentionCheckIntervalMs: 1000 },
    ));

  test('that a client asks for itself', () =>
    play(
      `
      commit t-0=1 keep=10s   | commit NONE
      commit t-1=1 keep=300s  | commit NONE
      commit t-2=1            | commit NONE
      restart                 | nothing
      +10s                    | nothing
      fetch all               | t-1=1; t-2=1
      +90s                    | nothing
      fetch all               | t-1=1
      +200s                   | nothing
      fetch all               | nothing
    `,
      { offsetsRetentionMs: 100_000, offsetsRetentionCheckIntervalMs: 1000 },
    ));

  test('spares a group at work, but for topics that nobody subscribes to', () =>
    play(
      `
      commit old-0=1               | commit NONE
      a joins range:t session=30m  | a joined 1 leads a
      a syncs a=0                  | a got 0
      a commits t-0=1              | a commit NONE
      +200s                        | nothing
      fetch all                    | t-0=1
    `,
      { offsetsRetentionMs: 100_000, offsetsRetentionCheckIntervalMs: 1000 },
    ));

  test('spares everything where subscriptions are not known', () =>
    play(
      `
      commit old-0=1                            | commit NONE
      a joins type=connect eager: session=30m   | a joined 1 eager leads a
      a syncs a=0                               | a got 0
      +200s                                     | nothing
      fetch all                                 | old-0=1
    `,
      { offsetsRetentionMs: 100_000, offsetsRetentionCheckIntervalMs: 1000 },
    ));

  test('spares what is being committed anew', () =>
    play(
      `
      commit t-0=1   | commit NONE
      hold           | nothing
      +99s           | nothing
      commit t-0=2   | nothing
      +1s            | nothing
      release        | commit NONE
      fetch all      | t-0=2
    `,
      { offsetsRetentionMs: 100_000, offsetsRetentionCheckIntervalMs: 1000 },
    ));

  test('a group without offsets goes when its last member has', () =>
    play(
      `
      a joins    | a joined 1 leads a
      a leaves   | NONE
      describe   | Empty consumer
      +1s        | nothing
      describe   | Dead
    `,
      { offsetsRetentionCheckIntervalMs: 1000 },
    ));

  test('a group that a member is about to join stays', () =>
    play(
      `
      a joins v4  | a join MEMBER_ID_REQUIRED
      +1s         | nothing
      a joins v4  | a joined 1 leads a
    `,
      { offsetsRetentionCheckIntervalMs: 1000 },
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
