// The notebook renderer: VS Code loads this module into the page that has the outputs of a notebook.

import { LiveChart } from '../live/chart/live-chart.ts';
import { LivePlot } from '../live/chart/live-plot.ts';
import { StreamingDashboard } from '../live/dashboard/streaming-dashboard.ts';
import { defineElements } from '../live/elements.ts';
import { Menu } from '../live/menu.ts';
import { LiveTable } from '../live/table/live-table.ts';
import type { NotebookRenderer } from './notebook-api.ts';
import { Outputs } from './outputs.ts';

/** VS Code calls it once for each page. */
export function activate(): NotebookRenderer {
  defineElements({
    'millrace-menu': Menu,
    'millrace-plot': LivePlot,
    'millrace-table': LiveTable,
    'millrace-chart': LiveChart,
    'millrace-dashboard': StreamingDashboard,
  });
  return new Outputs();
}
