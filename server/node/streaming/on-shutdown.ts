const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `stop` at the first signal that asks the process to end, and has it end by that signal when that is done. A second
 * one, such as another Ctrl+C, ends it at once. Returns what takes all of that back.
 */
export function onShutdown(stop: () => Promise<void>): () => void {
  const takeBack = () => {
    for (const signal of SIGNALS) process.off(signal, shutDown);
  };
  const shutDown = (signal: NodeJS.Signals) => {
    takeBack();
    const end = () => process.kill(process.pid, signal);
    stop().then(end, end);
  };
  for (const signal of SIGNALS) process.on(signal, shutDown);
  return takeBack;
}
