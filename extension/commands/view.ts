import * as vscode from 'vscode';
import type { Context } from '../context.ts';
import { t } from '../l10n.ts';

/** Asks for everything that is shown again. */
export async function refresh({ explorer }: Context): Promise<void> {
  await explorer.refresh();
}

/**
 * Shows only topics and groups whose names hold a text. The view follows while it is typed; Escape
 * brings back what was before.
 */
export async function filter({ explorer }: Context, text?: unknown): Promise<void> {
  if (typeof text === 'string') {
    explorer.setFilter(text);
    return;
  }
  const before = explorer.filter;
  const box = vscode.window.createInputBox();
  box.title = t('Filter Topics and Consumer Groups');
  box.prompt = t('Part of the name, in upper or lower case');
  box.value = before;
  await new Promise<void>((resolve) => {
    let after = before;
    box.onDidChangeValue((value) => explorer.setFilter(value.trim()));
    box.onDidAccept(() => {
      after = box.value.trim();
      box.hide();
    });
    box.onDidHide(() => {
      explorer.setFilter(after);
      resolve();
    });
    box.show();
  });
  box.dispose();
}

export async function clearFilter({ explorer }: Context): Promise<void> {
  explorer.setFilter('');
}

export async function showInternalTopics({ explorer }: Context): Promise<void> {
  explorer.setInternalTopicsShown(true);
}

export async function hideInternalTopics({ explorer }: Context): Promise<void> {
  explorer.setInternalTopicsShown(false);
}

/** Shows another page of a long list; `list` is the id of the row above it, `cluster` that of its cluster. */
export async function showMore(
  { explorer }: Context,
  list: unknown,
  cluster?: unknown,
): Promise<void> {
  explorer.showMore(String(list), typeof cluster === 'string' ? cluster : undefined);
}
