/** The colours that drawings take from VS Code's theme; everything else takes them by itself, from style sheets. */
export interface ThemeColors {
  readonly foreground: string;
  readonly quiet: string;
  readonly grid: string;
  readonly background: string;
  readonly error: string;
  readonly fontFamily: string;
  /** Of series, in their order. */
  readonly series: readonly string[];
}

/** In the order in which series get them; some themes have an orange that is hardly seen. */
export const SERIES_COLORS = ['blue', 'green', 'purple', 'yellow', 'red', 'orange'] as const;

/** The dashes of a series: none while its colour is its own. */
export function dashOf(color: number): readonly number[] {
  const round = Math.floor(color / SERIES_COLORS.length) % 3;
  return [[], [6, 3], [2, 3]][round] ?? [];
}

/** The variable of a series' colour, for style sheets. */
export function seriesVariable(color: number): string {
  return `--vscode-charts-${SERIES_COLORS[color % SERIES_COLORS.length] ?? 'blue'}`;
}

export function colorsOf(element: Element): ThemeColors {
  const style = getComputedStyle(element);
  const color = (...names: string[]) =>
    names.map((name) => style.getPropertyValue(name).trim()).find((value) => value !== '') ??
    'gray';
  const isHighContrast = document.body.classList.contains('vscode-high-contrast');
  return {
    foreground: color('--vscode-foreground'),
    quiet: color('--vscode-descriptionForeground', '--vscode-foreground'),
    grid: translucent(color('--vscode-foreground'), isHighContrast ? 0.45 : 0.14),
    background: color(
      '--vscode-notebook-outputContainerBackgroundColor',
      '--vscode-editor-background',
    ),
    error: color('--vscode-errorForeground', '--vscode-charts-red'),
    fontFamily: style.getPropertyValue('--vscode-font-family').trim() || 'sans-serif',
    series: SERIES_COLORS.map((_, i) => color(seriesVariable(i), '--vscode-charts-foreground')),
  };
}

/** A colour that lets through what is behind it. @param alpha from 0 to 1. */
export function translucent(color: string, alpha: number): string {
  if (!/^#[0-9a-f]{6}$/i.test(color)) {
    return `color-mix(in srgb, ${color} ${alpha * 100}%, transparent)`;
  }
  const last = Math.round(alpha * 255).toString(16);
  return `${color}${last.padStart(2, '0')}`;
}

const listeners = new Set<() => void>();
let observer: MutationObserver | undefined;

/** Calls `listener` when VS Code has given the page another theme, until the function that it returns is called. */
export function onThemeChange(listener: () => void): () => void {
  if (observer === undefined) {
    observer = new MutationObserver(() => {
      for (const each of listeners) each();
    });
    // The theme's variables are in the root's style, its kind in the body's class.
    observer.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
    observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    observer?.disconnect();
    observer = undefined;
  };
}
