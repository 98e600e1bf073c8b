const MOST = 5;
/** Of the pairs of letters that two names have, so many in common is near. */
const LEAST_LIKENESS = 0.4;

/** The names that were probably meant by a wrong one, the likeliest first: what contains it or is contained, then what looks like it. */
export function nearNames(wrong: string, known: readonly string[]): string[] {
  const likeness = likenessTo(wrong);
  return known
    .map((name) => ({ name, likeness: likeness(name) }))
    .filter((each) => each.likeness >= LEAST_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness || (a.name < b.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** `Did you mean A, B or C?`, or nothing. */
export function didYouMean(wrong: string, known: readonly string[]): string {
  const near = nearNames(wrong, known);
  if (near.length === 0) return '';
  const last = near.at(-1);
  return near.length === 1
    ? `Did you mean ${last}?`
    : `Did you mean ${near.slice(0, -1).join(', ')} or ${last}?`;
}

/** 1 for what differs only in case and separators, and less the less is alike: Dice's coefficient of pairs of letters. */
function likenessTo(wrong: string): (name: string) => number {
  const meant = lettersOf(wrong);
  const pairs = pairsOf(meant);
  return (name) => {
    const letters = lettersOf(name);
    if (letters === meant) return 1;
    const shorter = Math.min(letters.length, meant.length);
    if (shorter >= 3 && (letters.includes(meant) || meant.includes(letters))) return 0.9;
    const others = pairsOf(letters);
    const common = [...pairs].filter((pair) => others.has(pair)).length;
    return (2 * common) / Math.max(1, pairs.size + others.size);
  };
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function pairsOf(letters: string): ReadonlySet<string> {
  return new Set(Array.from({ length: letters.length - 1 }, (_, at) => letters.slice(at, at + 2)));
}
