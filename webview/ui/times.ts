import type { TimeForm } from '../contract/messages.ts';

/** A moment to the millisecond, so that moments below each other can be compared; empty where a record has none. */
export function momentText(ms: number, form: TimeForm): string {
  if (ms < 0) return '';
  if (form === 'epoch') return String(ms);
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return String(ms);
  if (form === 'utc') return date.toISOString().replace('T', ' ');
  const day = `${padded(date.getFullYear(), 4)}-${padded(date.getMonth() + 1)}-${padded(date.getDate())}`;
  return `${day} ${clockText(date)}`;
}

/** A moment of an axis, as exact as needed for moments that far apart. @param span milliseconds. */
export function shortMoment(ms: number, span: number, form: TimeForm): string {
  const text = momentText(ms, form);
  if (form === 'epoch') return text;
  const [day = '', clock = ''] = text.split(' ');
  if (span >= 2 * 86_400_000) return `${day.slice(5)} ${clock.slice(0, 5)}`;
  if (span >= 60_000) return clock.slice(0, 8);
  return clock.replace('Z', '');
}

/**
 * What was typed as a moment, in milliseconds since the epoch: those themselves, `2026-11-22 12:00`, with seconds or a zone if
 * wanted, or `12:00` of today. Undefined if it is none. @param now milliseconds since the epoch.
 */
export function parseMoment(text: string, form: TimeForm, now: number): number | undefined {
  const typed = text.trim();
  if (/^\d{11,16}$/.test(typed)) return Number(typed);
  const parts =
    /^(?:(\d{4}-\d\d-\d\d)(?:[ T]|$))?(\d{1,2}:\d\d(?::\d\d(?:\.\d{1,3})?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/.exec(
      typed,
    );
  if (parts === null || (parts[1] === undefined && parts[2] === undefined)) return undefined;
  const day = parts[1] ?? momentText(now, form === 'utc' ? 'utc' : 'local').slice(0, 10);
  const clock = (parts[2] ?? '00:00').padStart(5, '0').replace(/^(\d:)/, '0$1');
  const zone = parts[3] ?? (form === 'utc' ? 'Z' : '');
  const ms = Date.parse(`${day}T${clock}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}

function clockText(date: Date): string {
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => padded(part));
  return `${clock.join(':')}.${padded(date.getMilliseconds(), 3)}`;
}

function padded(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}
