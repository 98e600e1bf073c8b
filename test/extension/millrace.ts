import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { appearanceOf } from '../../extension/explorer/appearance.ts';
import type { Node } from '../../extension/explorer/nodes.ts';
import type { Exports } from '../../extension/main.ts';

const id = 'millrace.millrace';

/** The extension as the extension host runs it, active. */
export async function millrace(): Promise<Exports> {
  const extension = vscode.extensions.getExtension<Exports>(id);
  assert.ok(extension, `${id} is not installed`);
  return extension.activate();
}

/** Runs a command of the extension with arguments instead of questions. */
export async function run(command: string, ...values: unknown[]): Promise<unknown> {
  return vscode.commands.executeCommand(`millrace.${command}`, ...values);
}

/** Waits until `look` fits; asks again every 20 ms. @throws what `look` last threw, after `timeout` ms. */
export async function eventually(look: () => unknown, timeout = 10_000): Promise<void> {
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      await look();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The rows below a row as VS Code gets them, each as `label | description`. */
export async function rows({ context }: Exports, node?: Node): Promise<string[]> {
  const { explorer } = context;
  return (await explorer.getChildren(node)).map((child) => {
    const item = explorer.getTreeItem(child);
    const label = typeof item.label === 'string' ? item.label : item.label?.label;
    assert.equal(label, appearanceOf(child, explorer.treeOf(child) ?? explorer.tree).label);
    return `${label} | ${item.description ?? ''}`;
  });
}

/** The row with this id, asking for what is above it as VS Code does. */
export async function row({ context }: Exports, ...ids: string[]): Promise<Node> {
  let at: Node | undefined;
  for (const wanted of ids) {
    const children = await context.explorer.getChildren(at);
    at = children.find((child) => child.id === wanted);
    assert.ok(at, `no row ${wanted} among ${children.map((child) => child.id)}`);
  }
  return at as Node;
}

/** Changes a setting of the cluster while `work` runs. */
export async function withSetting(
  name: string,
  value: unknown,
  work: () => Promise<void>,
): Promise<void> {
  const settings = () => vscode.workspace.getConfiguration('millrace.cluster');
  await settings().update(name, value, vscode.ConfigurationTarget.Workspace);
  try {
    await work();
  } finally {
    await settings().update(name, undefined, vscode.ConfigurationTarget.Workspace);
  }
}
