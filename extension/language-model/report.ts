// What a tool tells a model: bounded, however much there is to tell.

/** What is found, the most important first. */
export interface Report {
  /** What it is about, in a sentence or two. */
  readonly head: string;
  /** One after the other; those at the end are left out where there is no room. */
  readonly items: readonly string[];
  /** What to ask instead, where some were left out. */
  readonly narrower: string;
}

/** How much a report may say, and what measures it. */
export interface Room {
  readonly most: number;
  measure(text: string): number | PromiseLike<number>;
}

/** Some five thousand tokens. */
export const usualRoom: Room = { most: 20_000, measure: (text) => text.length };

/** The report as text that has room: whole, or with as many items as fit and a line that says how many do not. */
export async function textOf(report: Report, room: Room): Promise<string> {
  const { items } = report;
  const fits = async (text: string) => (await room.measure(text)) <= room.most;
  const whole = textWith(report, items.length);
  if (await fits(whole)) return whole;
  let fitting = 0;
  let tooMany = items.length;
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2);
    if (await fits(textWith(report, middle))) fitting = middle;
    else tooMany = middle;
  }
  const text = textWith(report, fitting);
  return (await fits(text)) ? text : cut(text, room);
}

function textWith({ head, items, narrower }: Report, count: number): string {
  const left = items.length - count;
  const note = left === 0 ? [] : [`(${left} more left out for lack of room. ${narrower})`];
  return [head, ...items.slice(0, count), ...note].join('\n');
}

/** As much of a text as there is room for, where not even its head has. */
async function cut(text: string, { most, measure }: Room): Promise<string> {
  let length = text.length;
  while (length > 0 && (await measure(text.slice(0, length))) > most) {
    length = Math.floor(length / 2);
  }
  return text.slice(0, length);
}

/** `1 topic`, `3 topics`. */
export function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}
