import * as vscode from 'vscode';
import { Command } from '../contributions.ts';
import { type Appearance, separator } from './look.ts';
import type { Node } from './nodes.ts';
import type { Tooltip } from './tooltip.ts';

const expandable = {
  never: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
} as const;

/** A row as VS Code wants it. Its tooltip is made later, when the mouse asks for it. */
export function toTreeItem(node: Node, look: Appearance): vscode.TreeItem {
  const item = treeItemOf(`${node.cluster}/${node.id}`, look);
  if (node.kind === 'more') {
    const arguments_ = [node.of, node.cluster];
    item.command = { command: Command.showMore, title: look.label, arguments: arguments_ };
  }
  return item;
}

/** A row of any tree, without what a click on it does. */
export function treeItemOf(id: string, look: Appearance): vscode.TreeItem {
  const { label, highlight, description, icon, spoken } = look;
  const item = new vscode.TreeItem(
    highlight === undefined
      ? label
      : { label, highlights: [[highlight[0], highlight[1]] as [number, number]] },
    expandable[look.expand],
  );
  item.id = id;
  item.contextValue = look.viewItem;
  if (description !== undefined) item.description = description;
  if (icon !== undefined) {
    item.iconPath = new vscode.ThemeIcon(
      icon.id,
      icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color),
    );
  }
  // A screen reader would name the dots between the parts.
  const parts = [label, description?.replaceAll(separator, ', ')];
  item.accessibilityInformation = { label: spoken ?? parts.filter((part) => part).join(', ') };
  return item;
}

/** A heading and a table. Names of topics and groups are shown as they are, not read as Markdown. */
export function toTooltip({ title, lines }: Tooltip): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(`**${escaped(title)}**`);
  if (lines.length > 0) {
    const rows = lines.map(([name, value]) => `| ${escaped(name)} | ${escaped(value)} |`);
    markdown.appendMarkdown(`\n\n| | |\n|:--|:--|\n${rows.join('\n')}`);
  }
  return markdown;
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$]/g, '\\$&').replace(/\n/g, ' ');
}
