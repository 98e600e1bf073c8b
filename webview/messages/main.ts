import { defineControls } from '../ui/toolkit.ts';
import { ActionMenu } from './controls/menu.ts';
import { Popover } from './controls/popover.ts';
import { RecordDetailPane } from './detail/record-detail.ts';
import { TextView } from './detail/text-view.ts';
import { FilterBar } from './filter/filter-bar.ts';
import { HistogramBrush } from './histogram/time-histogram.ts';
import { Split } from './layout/split.ts';
import { MessagesPanel } from './messages-panel.ts';
import { RecordTable } from './table/record-table.ts';
import { ReadingBar } from './toolbar/reading-bar.ts';

// The whole page: the extension gives it no other markup.
defineControls();
customElements.define('millrace-action-menu', ActionMenu);
customElements.define('millrace-popover', Popover);
customElements.define('millrace-text-view', TextView);
customElements.define('millrace-record-detail', RecordDetailPane);
customElements.define('millrace-filter-bar', FilterBar);
customElements.define('millrace-histogram', HistogramBrush);
customElements.define('millrace-split', Split);
customElements.define('millrace-records', RecordTable);
customElements.define('millrace-reading-bar', ReadingBar);
customElements.define('millrace-messages', MessagesPanel);
const style = new CSSStyleSheet();
style.replaceSync('html, body { height: 100%; margin: 0; padding: 0; overflow: hidden; }');
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
document.body.append(document.createElement('millrace-messages'));
