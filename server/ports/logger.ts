/** One line per event that a user can act on; `node/` decides where the lines go. */
export interface Logger {
  error(line: string): void;
  warn(line: string): void;
  info(line: string): void;
  debug(line: string): void;
}
