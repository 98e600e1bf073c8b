import { Popover } from '../ui/toolbar/popover.ts';
import { defineControls } from '../ui/toolkit.ts';
import { GroupPage } from './group-page.ts';
import { PartitionTable } from './partition-table.ts';
import { ResetForm } from './reset/reset-form.ts';
import { ScopeChoice } from './reset/scope-choice.ts';

// The whole page: the extension gives it no other markup.
defineControls();
customElements.define('millrace-popover', Popover);
customElements.define('group-scope', ScopeChoice);
customElements.define('group-reset', ResetForm);
customElements.define('group-partitions', PartitionTable);
customElements.define('group-page', GroupPage);
const style = new CSSStyleSheet();
style.replaceSync('body { margin: 0; padding: 0; }');
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
document.body.append(document.createElement('group-page'));
