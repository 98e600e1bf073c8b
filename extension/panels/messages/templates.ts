import type { SavedTemplate, TemplateChange } from '../../../webview/contract/messages.ts';
import { t } from '../../l10n.ts';

/**
 * The templates after a change, by name.
 * @throws Error with one sentence for a name that another one has
 */
export function changedTemplates(
  templates: readonly SavedTemplate[],
  change: TemplateChange,
): readonly SavedTemplate[] {
  const others = templates.filter(({ name }) => name !== change.name);
  switch (change.kind) {
    case 'save':
      return sorted([...others, { name: change.name, draft: change.draft }]);
    case 'delete':
      return others;
    case 'rename': {
      const renamed = templates.find(({ name }) => name === change.name);
      if (renamed === undefined || change.to === change.name) return templates;
      if (others.some(({ name }) => name === change.to)) {
        throw new Error(t("There is a template '{0}' already.", change.to));
      }
      return sorted([...others, { ...renamed, name: change.to }]);
    }
  }
}

function sorted(templates: readonly SavedTemplate[]): readonly SavedTemplate[] {
  return [...templates].sort((a, b) => a.name.localeCompare(b.name));
}
