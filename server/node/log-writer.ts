import type { LogLevel, LogLine } from '../contract/control.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';

/** The levels from the gravest on; a logger passes on its own level and the graver ones. */
const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

/** Where log lines go: a stream, the control channel, another thread. Must not throw. */
export type LogSink = (line: LogLine) => void;

/** A Logger whose lines carry `source` and go to `sink`, less grave ones than `level` left out. */
export function logWriter(options: {
  readonly source: string;
  readonly level: LogLevel;
  readonly clock: Clock;
  readonly sink: LogSink;
}): Logger {
  const { source, level, clock, sink } = options;
  const limit = LEVELS.indexOf(level);
  const at = (lineLevel: LogLevel) =>
    LEVELS.indexOf(lineLevel) > limit
      ? () => {}
      : (text: string) => sink({ time: clock.now(), level: lineLevel, source, text });
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

/** `14:03:27.512 WARN broker 1: text`, in local time; line breaks inside the text become visible ones. */
export function formatLogLine(line: LogLine): string {
  const at = new Date(line.time);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
  const text = line.text.replaceAll(/\r?\n/g, ' ⏎ ');
  return `${time} ${line.level.toUpperCase().padEnd(5)} ${line.source}: ${text}`;
}
