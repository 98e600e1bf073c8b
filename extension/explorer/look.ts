import type { ViewItemId } from '../contributions.ts';

/** How a row looks, in terms of VS Code's `TreeItem`. */
export interface Appearance {
  readonly label: string;
  /** The part of the label that the filter found. */
  readonly highlight?: readonly [from: number, to: number];
  /** Greyer, after the label. */
  readonly description?: string;
  /** A codicon and the id of its colour. */
  readonly icon?: { readonly id: string; readonly color?: string };
  readonly viewItem: ViewItemId;
  readonly expand: 'never' | 'collapsed' | 'expanded';
  /** What a screen reader says, where label and description alone would be cryptic. */
  readonly spoken?: string;
}

/** Between the parts of a description. */
export const separator = ' · ';

/** Ids of theme colours. */
export const color = {
  running: 'charts.green',
  failed: 'list.errorForeground',
  warning: 'list.warningForeground',
  inactive: 'disabledForeground',
} as const;

/** A part of a description; what is not text is left out. */
export type Part = string | false | undefined | 0;

/** Parts as a description shows them. */
export function joined(...parts: Part[]): string {
  return parts.filter((part) => part).join(separator);
}

/** Parts as a screen reader says them. */
export function joinedForSpeech(...parts: Part[]): string {
  return parts.filter((part) => part).join(', ');
}
