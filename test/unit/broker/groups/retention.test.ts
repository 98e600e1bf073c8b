import { describe, test } from 'vitest';
import { play } from './scenario.ts';

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
