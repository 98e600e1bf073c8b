import { expect, test } from 'vitest';
import { describeFailure } from './report.ts';
import { type SimulationOptions, simulate } from './simulation.ts';

// Seeds that once failed, and what they found. What a seed draws changes with the scenarios: it need not find the
// same again, for which the mended module has tests of its own.
test.each([
  [47, 'a request that the last reply of a coordination connection gives rise to is answered'],
  [54, 'a broker that cannot read the configuration of a new topic leads it all the same, later'],
  [67, 'a broker whose coordination session breaks while it creates a log creates it later'],
  [288, 'a follower that catches up while in-sync replicas are written comes into sync'],
  [308, 'a log whose creation failed on a full disk does not stand in the way of the next topic'],
  [581, 'a commit that a full disk refused may have been written'],
  [3306, 'a commit that comes late, over an old connection, is made good by the next one'],
  [40566, 'a replica leaves the in-sync ones although the answer to that is lost'],
  [41655, 'topics that a full disk keeps back are deleted later, each of them'],
  [49036, 'a leader that follows another in the midst of a write has it cut off'],
  [46602, 'a truncation that a full disk refuses does not cut off later what has come since'],
  [44797, 'a log that a full disk keeps from being deleted is not taken for the next one'],
  [41019, 'a truncation that a full disk cuts short is the business of whoever waits for it'],
])('seed %i: %s', (seed) => expectPassed(seed));

test.each([
  [589, 'records whose deletion is under way are there until it is written'],
  [
    1510,
    'a partition is moved to a broker that can lead it, and has forgotten what it could not open',
  ],
])('seed %i with full disks: %s', (seed) => expectPassed(seed, { fullDisks: true }));

async function expectPassed(seed: number, options?: SimulationOptions): Promise<void> {
  const outcome = await simulate(seed, options);
  expect(outcome.violations.length === 0 ? '' : describeFailure(outcome)).toBe('');
}
