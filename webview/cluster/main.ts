import { LivePlot } from '../live/chart/live-plot.ts';
import { ActionMenu } from '../ui/toolbar/menu.ts';
import { defineControls } from '../ui/toolkit.ts';
import { ClusterPage } from './cluster-page.ts';

// The whole page: the extension gives it no other markup.
defineControls();
customElements.define('millrace-action-menu', ActionMenu);
customElements.define('millrace-plot', LivePlot);
customElements.define('millrace-cluster', ClusterPage);
const style = new CSSStyleSheet();
style.replaceSync('html { scroll-padding-top: 7rem; } body { margin: 0; padding: 0; }');
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
document.body.append(document.createElement('millrace-cluster'));
