/** What the keyboard moves among. */
export interface KeyPlaces {
  readonly first: number;
  /** Rows of a screen. */
  readonly page: number;
  readonly rows: number;
}

/** The row that a key goes to from the one that it is at; undefined if it goes nowhere. */
export function goalOf(
  { key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  at: number | undefined,
  { first, page, rows }: KeyPlaces,
): number | undefined {
  if (altKey) return undefined;
  const isMod = ctrlKey || metaKey;
  switch (key) {
    case 'ArrowDown':
      return isMod ? undefined : at === undefined ? first : at + 1;
    case 'ArrowUp':
      return isMod ? undefined : at === undefined ? first : at - 1;
    case 'PageDown':
      return (at ?? first) + page;
    case 'PageUp':
      return (at ?? first) - page;
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return undefined;
  }
}
