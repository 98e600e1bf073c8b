/** The forms of outputs that the renderer of this extension shows; each comes with `text/plain` beside it. */
export const MimeType = {
  /** A `TableEvent`. */
  table: 'application/vnd.millrace.table+json',
  /** A `ChartEvent` that has all points to be shown, not those of its batch alone. */
  chart: 'application/vnd.millrace.chart+json',
  /** A `StreamingProgressSnapshot`. */
  progress: 'application/vnd.millrace.progress+json',
  text: 'text/plain',
  /** VS Code's own. */
  stdout: 'application/vnd.code.notebook.stdout',
  stderr: 'application/vnd.code.notebook.stderr',
  error: 'application/vnd.code.notebook.error',
} as const;

/** One form of an output. */
export interface OutputItem {
  readonly mime: string;
  readonly text: string;
}
