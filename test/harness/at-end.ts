// What has to happen when this process ends, however it ends, short of being killed.

const actions = new Set<() => void>();

/** Calls `action`, which must not take long, when the process ends. @returns what takes that back. */
export function atEnd(action: () => void): () => void {
  actions.add(action);
  return () => actions.delete(action);
}

function end(): void {
  for (const action of actions) action();
  actions.clear();
}

process.on('exit', end);
// The default action of these signals skips 'exit'; a test runner ends its workers by one of them.
// Where something else listens, that one decides.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    if (process.listenerCount(signal) > 0) return;
    end();
    process.kill(process.pid, signal);
  });
}
