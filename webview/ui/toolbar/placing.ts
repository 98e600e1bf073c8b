/** Puts an open popover below a place on the page, or above it where there is no room, and within the window. */
export function placeBeside(popover: HTMLElement, place: DOMRect): void {
  const { width, height } = popover.getBoundingClientRect();
  const fitsBelow = place.bottom + height + 4 <= window.innerHeight;
  const below = fitsBelow || place.top < height;
  const top = below ? place.bottom + 2 : place.top - height - 2;
  popover.style.top = `${Math.max(4, Math.min(top, window.innerHeight - height - 4))}px`;
  popover.style.left = `${Math.max(4, Math.min(place.left, window.innerWidth - width - 4))}px`;
}
