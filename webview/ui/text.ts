/** `message` with `{0}`, `{1}` … replaced by `values`. */
export function t(message: string, ...values: (string | number)[]): string {
  return message.replace(/\{(\d+)\}/g, (all, index) => String(values[Number(index)] ?? all));
}

const numbers = new Intl.NumberFormat(language());

/** A number with the digit groups of the user's language. */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** `one` or `many` with `{0}` replaced by the number. */
export function plural(count: number, one: string, many: string): string {
  return t(count === 1 ? one : many, formatNumber(count));
}

/** A size in bytes: `512 B`, `1.5 KB`. */
export function sizeText(bytes: number): string {
  const units = ['KB', 'MB', 'GB', 'TB'];
  if (bytes < 1024) return `${formatNumber(bytes)} B`;
  let value = bytes;
  let unit = -1;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${formatNumber(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))} ${units[unit]}`;
}

/** What is said of an error. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The page's, where there is one. */
function language(): string {
  return (typeof document !== 'undefined' && document.documentElement.lang) || 'en';
}
