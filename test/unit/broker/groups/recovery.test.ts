import { describe, test } from 'vitest';
import { play } from './scenario.ts';

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
