import * as vscode from 'vscode';
import type { ClusterContext, Context } from '../context.ts';
import type { Node } from '../explorer/nodes.ts';
import { t } from '../l10n.ts';
import { isNode, rowsMeant } from './topic-choice.ts';

/** Copies `host:port[,…]` for a client's `bootstrap.servers`. Resolves to it. */
export async function copyBootstrapAddress({ kafka }: ClusterContext): Promise<string> {
  return copy(kafka.bootstrap);
}

/** Copies the names of the rows, one a line. */
export async function copyName(
  { explorer }: Context,
  clicked?: unknown,
  selected?: unknown,
): Promise<string | undefined> {
  return copyEach(isNode(clicked) ? rowsMeant(clicked, selected) : explorer.selection, nameOf);
}

/** Copies the earliest offsets of the partitions' rows, one a line. */
export async function copyEarliestOffset(
  context: Context,
  clicked?: unknown,
  selected?: unknown,
): Promise<string | undefined> {
  return copyEach(rowsMeant(clicked, selected), (row) => partitionOf(context, row)?.earliest);
}

/** Copies the latest offsets of the partitions' rows, one a line. */
export async function copyLatestOffset(
  context: Context,
  clicked?: unknown,
  selected?: unknown,
): Promise<string | undefined> {
  return copyEach(rowsMeant(clicked, selected), (row) => partitionOf(context, row)?.latest);
}

/** Copies the offsets that a group has committed for the partitions' rows, one a line. */
export async function copyCommittedOffset(
  { explorer }: Context,
  clicked?: unknown,
  selected?: unknown,
): Promise<string | undefined> {
  return copyEach(rowsMeant(clicked, selected), (row) => {
    if (row.kind !== 'groupPartition') return undefined;
    return explorer
      .treeOf(row)
      ?.model.groupDetails.get(row.group)
      ?.offsets.find(({ topic, partition }) => topic === row.topic && partition === row.partition)
      ?.committed;
  });
}

/** What a row is called where its name is used outside: a topic, a group, `topic-partition` … */
export function nameOf(node: Node): string | undefined {
  switch (node.kind) {
    case 'topic':
    case 'groupTopic':
      return node.topic;
    case 'partition':
    case 'groupPartition':
      return `${node.topic}-${node.partition}`;
    case 'group':
      return node.group;
    case 'member':
      return node.member;
    case 'broker':
      return String(node.broker);
    default:
      return undefined;
  }
}

function partitionOf({ explorer }: Context, row: Node) {
  if (row.kind !== 'partition') return undefined;
  return explorer.treeOf(row)?.model.partitions.get(row.topic)?.[row.partition];
}

async function copyEach(
  rows: readonly Node[],
  textOf: (row: Node) => string | number | undefined,
): Promise<string | undefined> {
  const texts = rows.map(textOf).filter((text) => text !== undefined);
  return texts.length === 0 ? undefined : copy(texts.join('\n'));
}

async function copy(text: string): Promise<string> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(t('Copied {0}', text.replace(/\n/g, ', ')), 2_000);
  return text;
}
