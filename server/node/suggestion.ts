/** The one of `known` that was probably meant by `typed`, if any is near. */
export function nearest(typed: string, known: Iterable<string>): string | undefined {
  const near = [...known]
    .map((name) => ({ name, distance: editDistance(typed, name) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.ceil(name.length / 3)));
  near.sort((a, b) => a.distance - b.distance);
  return near[0]?.name;
}

/** `; did you mean NAME?`, or nothing. */
export function didYouMean(typed: string, known: Iterable<string>, prefix = ''): string {
  const name = nearest(typed, known);
  return name === undefined ? '' : `; did you mean ${prefix}${name}?`;
}

/** How many characters to insert, delete, replace or swap with their neighbour make `b` of `a`. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (i > 1 && j > 1 && swapped) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
