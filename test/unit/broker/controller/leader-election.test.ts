import { expect, test } from 'vitest';
import {
  ControlledPartition,
  ControlledTopic,
  ControllerContext,
} from '../../../../server/broker/controller/controller-context.ts';
import {
  type ElectionStrategy,
  electLeader,
} from '../../../../server/broker/controller/leader-election.ts';
import { assigned, reassigned } from '../../../../server/broker/metadata/assigned-replicas.ts';

/**
 * Who is elected for a partition on brokers 1, 2 and 3: `2 isr 2,3 tell 2,3`.
 * @param stopping are alive, but about to stop
 */
function elect(
  strategy: ElectionStrategy,
  { live = [1, 2, 3], stopping = [] as number[], isr = [1, 2, 3], unclean = false, to = [0] },
): string {
  const context = new ControllerContext();
  for (const id of [...live, ...stopping]) {
    context.addBroker({ id, epoch: id, host: 'h', port: 1, rack: null });
  }
  for (const id of stopping) context.shuttingDown.add(id);
  const replicas = assigned([1, 2, 3]);
  const assignment = to[0] === 0 ? replicas : reassigned(replicas, to);
  const partition = new ControlledPartition(new ControlledTopic('t', 'id'), 0, assignment);
  const elected = electLeader(context, partition, { isr }, strategy, unclean);
  if (elected === undefined) return 'nobody';
  const how = elected.unclean ? ' unclean' : '';
  return `${elected.leader} isr ${elected.isr} tell ${elected.recipients}${how}`;
}

const offline: ElectionStrategy = { kind: 'offline' };
const preferred: ElectionStrategy = { kind: 'preferred' };
const shutdown: ElectionStrategy = { kind: 'controlledShutdown' };
const reassign: ElectionStrategy = { kind: 'reassign' };

test.each<[string, ElectionStrategy, Parameters<typeof elect>[1], string]>([
  ['the first replica in sync that lives', offline, { live: [2, 3] }, '2 isr 2,3 tell 2,3'],
  ['not one that is out of sync', offline, { live: [2, 3], isr: [1, 3] }, '3 isr 3 tell 2,3'],
  ['nobody, if nobody in sync lives', offline, { live: [2, 3], isr: [1] }, 'nobody'],
  [
    'anybody who lives, where that is allowed',
    offline,
    { live: [2, 3], isr: [1], unclean: true },
    '2 isr 2 tell 2,3 unclean',
  ],
  [
    'but one in sync rather',
    offline,
    { live: [2, 3], isr: [1, 3], unclean: true },
    '3 isr 3 tell 2,3',
  ],
  ['nobody, if nobody lives', offline, { live: [], unclean: true }, 'nobody'],
  ['the preferred replica', preferred, { isr: [3, 1] }, '1 isr 3,1 tell 1,2,3'],
  ['not if it is out of sync', preferred, { isr: [2, 3] }, 'nobody'],
  ['nor if it is away', preferred, { live: [2, 3] }, 'nobody'],
  [
    'one that stays, when one stops, which still hears of it',
    shutdown,
    { live: [2, 3], stopping: [1] },
    '2 isr 2,3 tell 1,2,3',
  ],
  [
    'nobody, if only those that stop are in sync',
    shutdown,
    { live: [2], stopping: [1], isr: [1] },
    'nobody',
  ],
  ['one of the target', reassign, { to: [3, 2] }, '3 isr 1,2,3 tell 3,2,1'],
  ['nobody, while none of the target is in sync', reassign, { to: [3], isr: [1, 2] }, 'nobody'],
])('%s', (_, strategy, options, expected) => {
  expect(elect(strategy, options)).toBe(expected);
});
