import * as vscode from 'vscode';
import type { Context, RunningContext } from '../context.ts';
import type { GroupPartitionNode, Node, PartitionNode } from '../explorer/nodes.ts';
import { t } from '../l10n.ts';
import { isNode } from './topic-choice.ts';

/** Copies `host:port[,…]` for a client's `bootstrap.servers`. Resolves to it. */
export async function copyBootstrapAddress({ kafka }: RunningContext): Promise<string> {
  return copy(kafka.bootstrap);
}

/** Copies the names of the rows, one a line. */
export async function copyName(
  context: Context,
  argument?: unknown,
  selected?: unknown,
): Promise<string | undefined> {
  const clicked = isNode(argument) ? [argument] : context.explorer.selection;
  const nodes = Array.isArray(selected) && selected.includes(argument) ? selected : clicked;
  const names = (nodes as readonly Node[]).map(nameOf).filter((name) => name !== undefined);
  return names.length === 0 ? undefined : copy(names.join('\n'));
}

export async function copyEarliestOffset(
  context: Context,
  node: PartitionNode,
): Promise<string | undefined> {
  return copyNumber(partitionOf(context, node)?.earliest);
}

export async function copyLatestOffset(
  context: Context,
  node: PartitionNode,
): Promise<string | undefined> {
  return copyNumber(partitionOf(context, node)?.latest);
}

export async function copyCommittedOffset(
  context: Context,
  node: GroupPartitionNode,
): Promise<string | undefined> {
  const details = context.explorer.tree.model.groupDetails.get(node.group);
  const row = details?.offsets.find(
    ({ topic, partition }) => topic === node.topic && partition === node.partition,
  );
  return copyNumber(row?.committed);
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

function partitionOf({ explorer }: Context, node: PartitionNode) {
  return explorer.tree.model.partitions.get(node.topic)?.[node.partition];
}

async function copyNumber(value: number | undefined): Promise<string | undefined> {
  return value === undefined ? undefined : copy(String(value));
}

async function copy(text: string): Promise<string> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(t('Copied {0}', text.replace(/\n/g, ', ')), 2_000);
  return text;
}
