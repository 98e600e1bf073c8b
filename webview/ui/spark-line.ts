import { css, html, svg, type TemplateResult } from 'lit';

/** A value at a moment, in milliseconds since the epoch. */
export interface SparkPoint {
  readonly time: number;
  readonly value: number;
}

/** Where nothing was known for so long, in milliseconds, the line is broken. */
const GAP = 5_000;
const PADDING = 1.5;

/** Lines of a spark line within a picture of so many pixels; its values begin at 0, and the highest is at the top. */
export interface SparkShape {
  /** The line as a path's data. */
  readonly line: string;
  /** What is below it. */
  readonly area: string;
}

/**
 * The shape of points in order of their times. Of those that fall into one pixel's column the highest is drawn: a peak is what
 * one looks for.
 * @param from what is at the left edge, in milliseconds since the epoch, as `to` at the right one
 */
export function sparkShape(
  points: readonly SparkPoint[],
  { from, to, width, height }: { from: number; to: number; width: number; height: number },
): SparkShape {
  const most = points.reduce((high, { value }) => Math.max(high, value), 0);
  const x = (time: number) => ((time - from) / Math.max(1, to - from)) * width;
  const y = (value: number) =>
    height - PADDING - (most === 0 ? 0 : (value / most) * (height - 2 * PADDING));
  const runs: { x: number; y: number }[][] = [];
  let before: number | undefined;
  for (const { time, value } of points) {
    if (time < from || time > to) continue;
    if (before === undefined || time - before > GAP) runs.push([]);
    before = time;
    const run = runs.at(-1);
    const last = run?.at(-1);
    const column = Math.round(x(time) * 10) / 10;
    if (last !== undefined && Math.floor(last.x) === Math.floor(column)) {
      last.y = Math.min(last.y, y(value));
    } else run?.push({ x: column, y: y(value) });
  }
  const place = (point: { x: number; y: number }) => `${point.x} ${Math.round(point.y * 10) / 10}`;
  const lines = runs.map((run) => {
    // A single point would not be seen.
    const [first] = run;
    const seen = run.length === 1 && first ? [first, { x: first.x + 1, y: first.y }] : run;
    return seen.map(place);
  });
  return {
    line: lines.map((places) => `M${places.join('L')}`).join(''),
    area: lines
      .map((places) => {
        const [first] = (places[0] ?? '').split(' ');
        const [last] = (places.at(-1) ?? '').split(' ');
        return `M${first} ${height}L${places.join('L')}L${last} ${height}Z`;
      })
      .join(''),
  };
}

export interface SparkLineOptions {
  /** What a screen reader says. */
  readonly label: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** A small picture of how a number moved; pages that have some take `sparkStyle`. */
export function sparkLine(
  points: readonly SparkPoint[],
  { label, from, to, width, height }: SparkLineOptions,
): TemplateResult {
  const { line, area } = sparkShape(points, { from, to, width, height });
  return html`<svg
    class="spark"
    role="img"
    aria-label=${label}
    width=${width}
    height=${height}
    viewBox="0 0 ${width} ${height}"
    preserveAspectRatio="none"
  >
    ${svg`<path class="spark-axis" d="M0 ${height - 0.5}H${width}" /><path class="spark-area" d=${area} /><path class="spark-path" d=${line} />`}
  </svg>`;
}

export const sparkStyle = css`
  .spark {
    display: block;
    overflow: visible;
  }
  .spark-path {
    fill: none;
    stroke: var(--vscode-charts-blue);
    stroke-width: 1.5;
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }
  .spark-axis {
    stroke: currentColor;
    opacity: 0.2;
  }
  .spark-area {
    fill: var(--vscode-charts-blue);
    opacity: 0.18;
  }
`;
