// The notebook renderer: VS Code loads this module into the page that has the outputs of a notebook.

import { LiveChart } from './chart/live-chart.ts';
import { LivePlot } from './chart/live-plot.ts';
import { StreamingDashboard } from './dashboard/streaming-dashboard.ts';
import { Menu } from './menu.ts';
import type { NotebookRenderer } from './notebook-api.ts';
import { Outputs } from './outputs.ts';
import { LiveTable } from './table/live-table.ts';

const elements = {
  'millrace-menu': Menu,
  'millrace-plot': LivePlot,
  'millrace-table': LiveTable,
  'millrace-chart': LiveChart,
  'millrace-dashboard': StreamingDashboard,
};

/** VS Code calls it once for each page. */
export function activate(): NotebookRenderer {
  for (const [name, type] of Object.entries(elements)) {
    if (customElements.get(name) === undefined) customElements.define(name, type);
  }
  return new Outputs();
}
