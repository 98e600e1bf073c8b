import * as vscode from 'vscode';
import type { ClusterContext } from '../context.ts';
import { t } from '../l10n.ts';

/**
 * Creates the topic that a cell of a notebook names, with the broker's defaults: the quick fix for one that does not exist.
 * @throws Error with the broker's reason.
 */
export async function createMissingTopic(context: ClusterContext, name: string): Promise<void> {
  await context.kafka.call('createTopic', { name, configs: {} });
  context.language.topicsChanged();
  const configure = t('Edit Configuration');
  void vscode.window
    .showInformationMessage(
      t("Topic '{0}' was created with the broker's defaults.", name),
      configure,
    )
    .then((answer) => {
      if (answer !== configure) return;
      context.configuration.show({ kind: 'topic', name, cluster: context.target.id });
    });
}
