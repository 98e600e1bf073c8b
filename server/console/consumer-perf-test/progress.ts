const MEGABYTE = 1024 * 1024;

/** How far a consumer has come. */
export interface Progress {
  readonly bytes: number;
  readonly records: number;
}

const COMMON =
  'data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec';

/** The names of the columns (org.apache.kafka.tools.ConsumerPerformance). */
export function header(detailed: boolean): string {
  return `${detailed ? 'time, threadId' : 'start.time, end.time'}, ${COMMON}`;
}

/** The one row of a run, from `startMs` to `endMs`, of which `joinMs` went into joining the group. */
export function summary(
  format: (epochMs: number) => string,
  [startMs, endMs]: readonly [number, number],
  read: Progress,
  joinMs: number,
): string {
  const megabytes = read.bytes / MEGABYTE;
  const seconds = (endMs - startMs) / 1000;
  const fetchMs = endMs - startMs - joinMs;
  return [
    format(startMs),
    format(endMs),
    javaFixed(megabytes),
    javaFixed(megabytes / seconds),
    read.records,
    javaFixed(read.records / seconds),
    joinMs,
    fetchMs,
    javaFixed(megabytes / (fetchMs / 1000)),
    javaFixed(read.records / (fetchMs / 1000)),
  ].join(', ');
}

/** One row of detailed statistics: what came between two reports. */
export function interval(
  format: (epochMs: number) => string,
  [lastMs, nowMs]: readonly [number, number],
  last: Progress,
  read: Progress,
  joinMs: number,
): string {
  const elapsed = nowMs - lastMs;
  const fetchMs = elapsed - joinMs;
  const megabytes = (read.bytes - last.bytes) / MEGABYTE;
  const records = read.records - last.records;
  const perSecond = (amount: number, ms: number) => (1000 * amount) / ms;
  return [
    format(nowMs),
    0,
    javaFixed(read.bytes / MEGABYTE),
    javaFixed(perSecond(megabytes, elapsed)),
    read.records,
    javaFixed(perSecond(records, elapsed)),
    joinMs,
    fetchMs,
    javaFixed(fetchMs <= 0 ? 0 : perSecond(megabytes, fetchMs)),
    javaFixed(fetchMs <= 0 ? 0 : perSecond(records, fetchMs)),
  ].join(', ');
}

/** As Java's `%.4f`. */
function javaFixed(value: number): string {
  return Number.isFinite(value) || Number.isNaN(value) ? value.toFixed(4) : 'Infinity';
}
