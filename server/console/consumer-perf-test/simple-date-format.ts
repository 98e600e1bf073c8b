const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** What each letter of a pattern stands for: a number, or a name. */
const letters: Readonly<Record<string, (date: Date, count: number) => number | string>> = {
  G: () => 'AD',
  y: (date, count) => (count === 2 ? date.getFullYear() % 100 : date.getFullYear()),
  M: (date, count) =>
    count < 3 ? date.getMonth() + 1 : shortened(MONTHS[date.getMonth()]!, count),
  d: (date) => date.getDate(),
  D: (date) => Math.round((startOfDay(date) - Date.UTC(date.getFullYear(), 0, 1)) / 86_400_000) + 1,
  E: (date, count) => shortened(DAYS[date.getDay()]!, count),
  u: (date) => date.getDay() || 7,
  a: (date) => (date.getHours() < 12 ? 'AM' : 'PM'),
  H: (date) => date.getHours(),
  k: (date) => date.getHours() || 24,
  K: (date) => date.getHours() % 12,
  h: (date) => date.getHours() % 12 || 12,
  m: (date) => date.getMinutes(),
  s: (date) => date.getSeconds(),
  S: (date) => date.getMilliseconds(),
  Z: (date) => offset(date, ''),
  X: (date, count) => (date.getTimezoneOffset() === 0 ? 'Z' : offset(date, count > 2 ? ':' : '')),
};

/**
 * Makes a function that writes times in the local zone by one of java.text.SimpleDateFormat's patterns. Text stands
 * between single quotes, two of them are one.
 * @throws RangeError for a letter that stands for nothing here (weeks, and names of zones).
 */
export function simpleDateFormat(pattern: string): (epochMs: number) => string {
  const parts = [...pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g)].map(
    ([text, quoted, letter]): ((date: Date) => string) => {
      if (quoted !== undefined) {
        const literal = text === "''" ? "'" : quoted.replaceAll("''", "'");
        return () => literal;
      }
      if (letter === undefined) return () => text;
      const field = letters[letter];
      if (field === undefined) throw new RangeError(`Illegal pattern character '${letter}'`);
      return (date) => {
        const value = field(date, text.length);
        return typeof value === 'string' ? value : String(value).padStart(text.length, '0');
      };
    },
  );
  return (epochMs) => {
    const date = new Date(epochMs);
    return parts.map((part) => part(date)).join('');
  };
}

function shortened(name: string, count: number): string {
  return count >= 4 ? name : name.slice(0, 3);
}

function startOfDay(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
}

function offset(date: Date, between: string): string {
  const minutes = -date.getTimezoneOffset();
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const pad = (number: number) => String(number).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${pad(hours)}${between}${pad(rest)}`;
}
