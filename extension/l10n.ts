/**
 * Text for users, in their language. The extension's entry hands in VS Code's translation
 * (`vscode.l10n.t`) and display language; without it, as in unit tests, text stays English.
 */

type Value = string | number | boolean;
export type Translate = (message: string, ...values: Value[]) => string;

const placeholder = /\{(\d+)\}/g;

let translate: Translate = (message, ...values) =>
  message.replace(placeholder, (all, index) => String(values[Number(index)] ?? all));
let numbers = new Intl.NumberFormat('en');

/** Makes all text from now on come from `t`, and numbers be written as in `language` (BCP 47). */
export function useLanguage(t: Translate, language: string): void {
  translate = t;
  numbers = new Intl.NumberFormat(language);
}

/** `message` in the user's language with `{0}`, `{1}` … replaced by `values`. */
export function t(message: string, ...values: Value[]): string {
  return translate(message, ...values);
}

/** `one` or `many` with `{0}` replaced by the number, grouped as the user's language does. */
export function plural(count: number, one: string, many: string): string {
  return translate(count === 1 ? one : many, formatNumber(count));
}

/** A whole number with the digit groups of the user's language: `1,234,567`. */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

const units = ['KB', 'MB', 'GB', 'TB'];

/** A size in bytes for people: `512 B`, `1.5 KB`, `20 MB` (1 KB = 1024 B, as VS Code counts). */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${formatNumber(bytes)} B`;
  let value = bytes;
  let unit = -1;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${formatNumber(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))} ${units[unit]}`;
}
