// Finding elements by all of their text.

/**
 * Fits an element whose whole text is `text`. Playwright's own exact look-up by text would also find
 * an element of which a part is highlighted and reads `text`.
 */
export function whole(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}\\s*$`);
}
