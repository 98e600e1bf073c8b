import * as vscode from 'vscode';
import type { Assignment } from '../../server/contract/kafka-client/model.ts';
import type { ClusterContext } from '../context.ts';
import { formatNumber, t } from '../l10n.ts';
import { throwIfAny } from './delete-topics.ts';

/** How often the controller is asked how far it is, in milliseconds. */
const INTERVAL = 250;

/**
 * Moves partitions and shows how far that is until all have moved. Resolves to whether they have: a user
 * who cancels has those that are still on their way go back.
 * @throws Error with the broker's reasons.
 */
export async function moveAll(
  context: ClusterContext,
  title: string,
  moves: readonly Assignment[],
): Promise<boolean> {
  if (moves.length === 0) return true;
  throwIfAny(await context.kafka.call('alterReassignments', moves));
  const options = { title, location: vscode.ProgressLocation.Notification, cancellable: true };
  const done = await vscode.window.withProgress(options, async (progress, token) => {
    for (let before = 0; ; ) {
      const left = await underWay(context, moves);
      const moved = moves.length - left.length;
      progress.report({
        message: t('{0} of {1} done', formatNumber(moved), formatNumber(moves.length)),
        increment: (100 * (moved - before)) / moves.length,
      });
      if (left.length === 0) return true;
      if (token.isCancellationRequested) {
        await takeBack(context, left);
        return false;
      }
      before = moved;
      await cancelledOr(INTERVAL, token);
    }
  });
  await context.explorer.refresh(context.target.id);
  return done;
}

/** Has partitions go back to where they were before they began to move. @throws Error */
export async function takeBack(
  { kafka }: ClusterContext,
  moving: readonly Omit<Assignment, 'replicas'>[],
): Promise<void> {
  const wanted = moving.map(({ topic, partition }) => ({ topic, partition, replicas: null }));
  throwIfAny(await kafka.call('alterReassignments', wanted));
}

async function underWay(
  { kafka }: ClusterContext,
  moves: readonly Assignment[],
): Promise<readonly Assignment[]> {
  const keys = (await kafka.call('reassignments', null)).map(keyOf);
  const moving = new Set(keys);
  return moves.filter((move) => moving.has(keyOf(move)));
}

function keyOf({ topic, partition }: Omit<Assignment, 'replicas'>): string {
  return `${topic}-${partition}`;
}

function cancelledOr(delay: number, token: vscode.CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(done, delay);
    const listener = token.onCancellationRequested(done);
  });
}
