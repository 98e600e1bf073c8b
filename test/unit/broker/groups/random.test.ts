import { expect, test } from 'vitest';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { fc } from '../../../harness/fast-check.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { GroupHarness } from './group-harness.ts';
import { GroupChecker, RandomConsumer } from './random-consumer.ts';

const GROUP = 'g';
const PARTITIONS = 8;
const CLIENTS = 6;
/** New members that nobody waits for any more go after five minutes; the rest is a few timeouts. */
const CALM_WITHIN_MS = 8 * 60_000;
/** MILLRACE_GROUP_RUNS=2000 is the thorough run. */
const RUNS = Number(process.env.MILLRACE_GROUP_RUNS ?? 200);

type Step =
  | { readonly kind: 'act'; readonly client: number; readonly choice: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'restart' | 'resign' | 'hold' | 'release' | 'fail' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      client: fc.nat(CLIENTS - 1),
      // Evenly: what is rare is what goes wrong.
      choice: fc.noBias(fc.nat(99)),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.oneof(fc.nat(50), fc.integer({ min: 1000, max: 25_000 })),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('restart', 'resign', 'hold', 'release', 'fail'),
    }),
  },
);

test(
  'clients at random: one owner a partition and generation, generations that never go back, no hang, no lost offset',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 300, size: 'max' }), async (steps) => {
        const harness = await GroupHarness.open({
          initialRebalanceDelayMs: 10,
          // A group without offsets would be removed, and begin with generation 1 again.
          offsetsRetentionCheckIntervalMs: 10 * 24 * 3_600_000,
        });
        const checker = new GroupChecker();
        const clients = Array.from(
          { length: CLIENTS },
          (_, at) => new RandomConsumer(`c${at}`, GROUP, PARTITIONS, harness, checker),
        );
        for (const each of steps) {
          await perform(each, harness, clients, checker);
          await settled();
        }
        await calmDown(harness, clients);
        checker.checkCommitted(harness.groups.fetchOffsets(GROUP, undefined, true).offsets);
        await harness.restart();
        checker.checkCommitted(harness.groups.fetchOffsets(GROUP, undefined, true).offsets);
        harness.groups.close();
        await settled();
        expect(checker.violations).toEqual([]);
        expect(clients.map(({ isWaiting }) => isWaiting)).not.toContain(true);
        expect(harness.clock.pending).toBe(0);
        expect(harness.lines.filter((line) => line.startsWith('error'))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  },
  20_000 + RUNS * 100,
);

async function perform(
  step: Step,
  harness: GroupHarness,
  clients: readonly RandomConsumer[],
  checker: GroupChecker,
): Promise<void> {
  switch (step.kind) {
    case 'act':
      return clients[step.client]!.actAtRandom(step.choice);
    case 'wait':
      return harness.clock.advance(step.ms);
    case 'restart':
      await harness.restart();
      return checker.restarted();
    case 'resign':
      harness.resign();
      await settled();
      await harness.elect();
      return checker.restarted();
    case 'hold':
      return harness.topic.hold();
    case 'release':
      return harness.topic.release();
    case 'fail':
      return harness.topic.failNext(ErrorCode.NOT_ENOUGH_REPLICAS);
  }
}

/** From now on every client behaves: in bounded time all are members and every partition has an owner. */
async function calmDown(harness: GroupHarness, clients: readonly RandomConsumer[]): Promise<void> {
  harness.topic.release();
  const situation = () => {
    const { groupState, members } = harness.groups.describeGroup(GROUP);
    const states = clients.map(({ state }) => state);
    const owned = clients.flatMap(({ assignment }) => assignment).sort((a, b) => a - b);
    return { groupState, members: members.length, states, owned };
  };
  const calm = {
    groupState: 'Stable',
    // Those that clients left behind have timed out.
    members: CLIENTS,
    states: clients.map(() => 'stable'),
    owned: Array.from({ length: PARTITIONS }, (_, partition) => partition),
  };
  for (let elapsed = 0; elapsed < CALM_WITHIN_MS; elapsed += 1000) {
    if (JSON.stringify(situation()) === JSON.stringify(calm)) return;
    for (const client of clients) client.behave();
    await harness.clock.advance(1000);
  }
  expect(situation()).toEqual(calm);
}
