import { setFlagsFromString } from 'node:v8';

/** The versions of V8 that have the flag and would not do so anyway, from the one to before the other. */
const FIRST = [13, 6] as const;
const BEYOND = [14, 8] as const;

/**
 * Has V8 collect a thread's garbage when its buffers take too much memory, and no longer whenever so many
 * bytes of buffers have been made, most of which are gone by then. Record batches pass through a broker in
 * buffers, and so it would collect dozens of times for a gigabyte, which takes longer than reading it
 * from the store. V8 does so by itself from 14.8 on (its commits 513bb22991, 6a5039d9db); it shows since
 * 13.6, where young buffers no longer are collected by themselves in time (nodejs/node#61967).
 *
 * Concerns all threads of the process.
 */
export function collectByBuffersInUse(): void {
  if (needsTelling(process.versions.v8)) {
    setFlagsFromString('--external-memory-accounted-in-global-limit');
  }
}

/** Whether a V8 of this version, such as `13.6.233.17-node.53`, has the flag and has it off. */
export function needsTelling(v8: string): boolean {
  const [major = 0, minor = 0] = v8.split('.').map(Number);
  const isFrom = ([first, second]: readonly [number, number]) =>
    major > first || (major === first && minor >= second);
  return isFrom(FIRST) && !isFrom(BEYOND);
}
