import * as vscode from 'vscode';
import type { ClusterContext } from '../context.ts';
import { plural, t } from '../l10n.ts';
import { throwIfAny, topicsFrom } from './delete-topics.ts';
import { rowsMeant } from './topic-choice.ts';

/**
 * Makes the preferred leader, the first replica, lead each partition of the rows, of the topics that the
 * command is called with, or of chosen ones. Resolves to how many leaders changed.
 * @throws Cancelled; Error with the broker's reasons.
 */
export async function electPreferredLeaders(
  context: ClusterContext,
  argument?: unknown,
  selected?: unknown,
): Promise<number> {
  const wanted = await partitionsMeant(context, argument, selected);
  if (wanted.length === 0) return 0;
  const { elected, failures } = await context.kafka.call('electPreferredLeaders', wanted);
  await context.explorer.refresh(context.target.id);
  throwIfAny(failures);
  void vscode.window.showInformationMessage(
    elected === 0
      ? t('All partitions are led by their preferred leaders already.')
      : plural(
          elected,
          '{0} partition is led by its preferred leader again.',
          '{0} partitions are led by their preferred leaders again.',
        ),
  );
  return elected;
}

async function partitionsMeant(
  context: ClusterContext,
  argument: unknown,
  selected: unknown,
): Promise<{ topic: string; partitions: number[] }[]> {
  const rows = rowsMeant(argument, selected).filter((row) => row.kind === 'partition');
  if (rows.length > 0) {
    const topics = [...new Set(rows.map(({ topic }) => topic))];
    return topics.map((topic) => ({
      topic,
      partitions: rows.filter((row) => row.topic === topic).map(({ partition }) => partition),
    }));
  }
  const title = t('Elect Preferred Leaders');
  const { topics } = await topicsFrom(context, title, argument, selected);
  const all = await context.kafka.call('replicas', topics);
  return topics.map((topic) => ({
    topic,
    partitions: all.filter((each) => each.topic === topic).map(({ partition }) => partition),
  }));
}
