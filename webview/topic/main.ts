import { LivePlot } from '../live/chart/live-plot.ts';
import { TopicPage } from './topic-page.ts';

// The whole page: the extension gives it no other markup.
customElements.define('millrace-plot', LivePlot);
customElements.define('millrace-topic', TopicPage);
const style = new CSSStyleSheet();
style.replaceSync('body { margin: 0; padding: 0; }');
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
document.body.append(document.createElement('millrace-topic'));
