import add from '@vscode/codicons/src/icons/add.svg';
import arrowDown from '@vscode/codicons/src/icons/arrow-down.svg';
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg';
import bookmark from '@vscode/codicons/src/icons/bookmark.svg';
import check from '@vscode/codicons/src/icons/check.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import chevronRight from '@vscode/codicons/src/icons/chevron-right.svg';
import chevronUp from '@vscode/codicons/src/icons/chevron-up.svg';
import clear from '@vscode/codicons/src/icons/clear-all.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import code from '@vscode/codicons/src/icons/code.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import resume from '@vscode/codicons/src/icons/debug-continue.svg';
import pause from '@vscode/codicons/src/icons/debug-pause.svg';
import restart from '@vscode/codicons/src/icons/debug-restart.svg';
import stop from '@vscode/codicons/src/icons/debug-stop.svg';
import diff from '@vscode/codicons/src/icons/diff.svg';
import edit from '@vscode/codicons/src/icons/edit.svg';
import save from '@vscode/codicons/src/icons/export.svg';
import fold from '@vscode/codicons/src/icons/fold.svg';
import open from '@vscode/codicons/src/icons/go-to-file.svg';
import graph from '@vscode/codicons/src/icons/graph.svg';
import link from '@vscode/codicons/src/icons/link.svg';
import conditions from '@vscode/codicons/src/icons/list-filter.svg';
import messages from '@vscode/codicons/src/icons/mail.svg';
import search from '@vscode/codicons/src/icons/search.svg';
import send from '@vscode/codicons/src/icons/send.svg';
import columns from '@vscode/codicons/src/icons/settings.svg';
import unfold from '@vscode/codicons/src/icons/unfold.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import { html, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';

// VS Code's own icons: as text in the bundle, since a webview loads nothing, not even a font.
const pictures = {
  add,
  'arrow-down': arrowDown,
  'arrow-up': arrowUp,
  bookmark,
  check,
  'chevron-down': chevronDown,
  'chevron-right': chevronRight,
  'chevron-up': chevronUp,
  clear,
  close,
  code,
  columns,
  conditions,
  copy,
  diff,
  edit,
  fold,
  graph,
  link,
  messages,
  open,
  pause,
  restart,
  resume,
  save,
  search,
  send,
  stop,
  unfold,
  warning,
} as const;

export type IconName = keyof typeof pictures;

/** An icon that says nothing to a screen reader. */
export function icon(name: IconName): TemplateResult {
  return html`<span class="icon" aria-hidden="true">${unsafeHTML(pictures[name])}</span>`;
}
