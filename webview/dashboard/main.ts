import { LivePlot } from '../live/chart/live-plot.ts';
import { StreamingDashboard } from '../live/dashboard/streaming-dashboard.ts';
import { defineElements } from '../live/elements.ts';
import { Menu } from '../live/menu.ts';
import { defineControls } from '../ui/toolkit.ts';
import { JobPage } from './job-page.ts';

// The whole page: the extension gives it no other markup.
defineControls();
defineElements({
  'millrace-menu': Menu,
  'millrace-plot': LivePlot,
  'millrace-dashboard': StreamingDashboard,
  'job-page': JobPage,
});
const style = new CSSStyleSheet();
style.replaceSync('html { scroll-padding-top: 6rem; } body { margin: 0; padding: 0; }');
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
document.body.append(document.createElement('job-page'));
