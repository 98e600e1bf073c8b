import { afterEach, expect, test, vi } from 'vitest';
import { onShutdown } from '../../../../server/node/streaming/on-shutdown.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('a signal ends the process once what is to be done before is done, a second one does not wait', async () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const before = process.listenerCount('SIGHUP');
  let stopped: () => void = () => undefined;
  onShutdown(() => new Promise<void>((resolve) => (stopped = resolve)));
  expect(process.listenerCount('SIGHUP')).toBe(before + 1);
  process.emit('SIGHUP', 'SIGHUP');
  expect(process.listenerCount('SIGHUP')).toBe(before);
  expect(kill).not.toHaveBeenCalled();
  stopped();
  await vi.waitFor(() => expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, 'SIGHUP'));
});

test('so does one where that fails', async () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  onShutdown(() => Promise.reject(new Error('no')));
  process.emit('SIGHUP', 'SIGHUP');
  await vi.waitFor(() => expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, 'SIGHUP'));
});

test('it can be taken back', () => {
  const before = process.listenerCount('SIGTERM');
  onShutdown(() => Promise.resolve())();
  expect(process.listenerCount('SIGTERM')).toBe(before);
});
