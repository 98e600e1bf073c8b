/** Takes text as it comes, and gives it on line by line. */
export function wholeLines(onLine: (line: string) => void): {
  write(text: string): void;
  /** Gives on what is left of a line without an end. */
  end(): void;
} {
  let rest = '';
  return {
    write(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) onLine(line);
    },
    end() {
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
