// Charts as SVG: what is saved as a picture. It stands for itself, with title, legend and colours of the theme.

import { axisText } from '../formats.ts';
import { dashOf, type ThemeColors } from '../theme.ts';
import { type BarData, extentOf } from './bars.ts';
import { type PlotData, xRange, xTicks, yScale } from './plot-data.ts';

const WIDTH = 800;
const MARGIN = 16;
const TITLE = 32;
const LEGEND = 24;
const FONT_SIZE = 12;
/** Pixels of a character, nearly. */
const CHARACTER = 6.6;

/** A picture of lines. */
export function plotPicture(title: string, data: PlotData, colors: ThemeColors): string {
  const top = MARGIN + TITLE + LEGEND;
  const box = { left: MARGIN + 56, top, width: WIDTH - 2 * MARGIN - 56, height: 260 };
  const y = yScale(data, 6);
  const range = xRange(data);
  const toX = (value: number) =>
    box.left + ((value - range[0]) / (range[1] - range[0])) * box.width;
  const toY = (value: number) => box.top + (1 - (value - y.min) / (y.max - y.min)) * box.height;
  const { at, texts } = xTicks(data, range, 8);
  const bottom = box.top + box.height;
  const parts = [
    ...y.ticks.map(
      (tick) =>
        line(box.left, toY(tick), box.left + box.width, toY(tick), colors.grid) +
        text(axisText(tick, data.unit), box.left - 8, toY(tick) + 4, colors.quiet, 'end'),
    ),
    ...at.map((tick, i) => text(texts[i] ?? '', toX(tick), bottom + 20, colors.quiet, 'middle')),
    ...data.series.map(({ values, color }) => {
      const stroke = colorOf(colors, color);
      const runs = runsOf(data.xs, values).map((run) =>
        run.map(([x, value]) => `${round(toX(x))},${round(toY(value))}`),
      );
      const zero = round(toY(Math.min(Math.max(0, y.min), y.max)));
      const area = data.isArea ? runs.map((run) => polygon(run, zero, stroke)).join('') : '';
      const dash = dashOf(color).join(' ');
      return (
        area +
        runs
          .map((run) =>
            run.length === 1
              ? `<circle cx="${run[0]?.split(',')[0]}" cy="${run[0]?.split(',')[1]}" r="2.5" fill="${escaped(stroke)}"/>`
              : `<polyline fill="none" stroke="${escaped(stroke)}" stroke-width="1.75"${dash === '' ? '' : ` stroke-dasharray="${dash}"`} points="${run.join(' ')}"/>`,
          )
          .join('')
      );
    }),
    ...data.references.map(
      ({ label, value }) =>
        line(box.left, toY(value), box.left + box.width, toY(value), colors.foreground, '4 3') +
        text(label, box.left + box.width, toY(value) - 5, colors.foreground, 'end'),
    ),
  ];
  const entries = data.series.map(({ label, color }) => ({ label, color }));
  return whole(bottom + 28 + MARGIN, title, [...parts, legend(entries, colors)], colors);
}

/** A picture of bars. */
export function barsPicture(title: string, data: BarData, colors: ThemeColors): string {
  const rows = data.groups.flatMap(({ name, bars }) =>
    bars.map((bar, i) => ({ ...bar, name: i === 0 ? name : '' })),
  );
  const longest = Math.max(4, ...data.groups.map(({ name }) => name.length));
  const names = Math.min(longest, 30) * CHARACTER + 12;
  const values = 72;
  const left = MARGIN + names;
  const width = WIDTH - 2 * MARGIN - names - values;
  const hasLegend = data.series.length > 1;
  const top = MARGIN + TITLE + (hasLegend ? LEGEND : 0);
  const height = 22;
  const parts = rows.map(({ series, value, name }, i) => {
    const y = top + i * height;
    const { from, length } = extentOf(data, value);
    const color = escaped(colorOf(colors, series));
    return (
      text(shortened(name, 30), left - 10, y + 15, colors.foreground, 'end') +
      `<rect x="${round(left + from * width)}" y="${y + 4}" width="${round(length * width)}" height="${height - 8}" rx="2" fill="${color}"/>` +
      text(axisText(value, 'number'), left + width + 8, y + 15, colors.quiet, 'start')
    );
  });
  const entries = hasLegend ? data.series.map((label, color) => ({ label, color })) : [];
  return whole(
    top + rows.length * height + MARGIN,
    title,
    [...parts, legend(entries, colors)],
    colors,
  );
}

function whole(
  height: number,
  title: string,
  parts: readonly string[],
  colors: ThemeColors,
): string {
  const { foreground, background, fontFamily } = colors;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="${escaped(fontFamily)}" font-size="${FONT_SIZE}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${escaped(background)}"/>`,
    `<text x="${MARGIN}" y="${MARGIN + 14}" font-size="15" font-weight="600" fill="${escaped(foreground)}">${escaped(title)}</text>`,
    ...parts,
    '</svg>',
  ].join('\n');
}

function legend(
  entries: readonly { readonly label: string; readonly color: number }[],
  colors: ThemeColors,
): string {
  let x = MARGIN;
  const y = MARGIN + TITLE + 4;
  return entries
    .map(({ label, color }) => {
      const name = shortened(label, 24);
      const at = x;
      x += 28 + name.length * CHARACTER;
      if (at + 28 > WIDTH - MARGIN) return '';
      const dash = dashOf(color).join(' ');
      return (
        line(at, y - 4, at + 14, y - 4, colorOf(colors, color), dash, 3) +
        text(name, at + 20, y, colors.foreground, 'start')
      );
    })
    .join('');
}

/** Where there are values one after the other. */
function runsOf(
  xs: readonly number[],
  values: readonly (number | null)[],
): (readonly [number, number])[][] {
  const runs: (readonly [number, number])[][] = [[]];
  for (const [i, x] of xs.entries()) {
    const value = values[i] ?? null;
    if (value === null) runs.push([]);
    else runs.at(-1)?.push([x, value]);
  }
  return runs.filter((run) => run.length > 0);
}

function polygon(run: readonly string[], zero: number, color: string): string {
  const first = run[0]?.split(',')[0];
  const last = run.at(-1)?.split(',')[0];
  return `<polygon fill="${escaped(color)}" fill-opacity="0.22" points="${first},${zero} ${run.join(' ')} ${last},${zero}"/>`;
}

function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  color: string,
  dash = '',
  width = 1,
): string {
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${escaped(color)}" stroke-width="${width}"${dashes}/>`;
}

function text(
  what: string,
  x: number,
  y: number,
  color: string,
  anchor: 'start' | 'middle' | 'end',
): string {
  return `<text x="${round(x)}" y="${round(y)}" fill="${escaped(color)}" text-anchor="${anchor}">${escaped(what)}</text>`;
}

function colorOf({ series }: ThemeColors, color: number): string {
  return series[color % series.length] ?? 'gray';
}

function shortened(name: string, most: number): string {
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
