/** `message` with `{0}`, `{1}` … replaced by `values`. */
export function t(message: string, ...values: (string | number)[]): string {
  return message.replace(/\{(\d+)\}/g, (all, index) => String(values[Number(index)] ?? all));
}

const numbers = new Intl.NumberFormat(language());

/** A number with the digit groups of the user's language. */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** The page's, where there is one. */
function language(): string {
  return (typeof document !== 'undefined' && document.documentElement.lang) || 'en';
}
