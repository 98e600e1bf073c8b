// What a process takes of the machine.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100;
const MB = 1024 * 1024;

export interface Usage {
  /** Resident memory, in MB of 2^20 bytes: what it shares with other processes included. */
  readonly residentMb: number;
  /** Of that, what is no part of a file, such as LevelDB's tables; on Linux only, elsewhere as `residentMb`. */
  readonly ownMb: number;
  /** The most that it has been since the start or `forgetPeak`; on Linux only, elsewhere as `residentMb`. */
  readonly peakMb: number;
  /** Processor time of all its threads since its start, in seconds. */
  readonly cpuSeconds: number;
}

/** @throws Error if there is no such process. */
export function usageOf(pid: number): Usage {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** Has `peakMb` start again from what is resident now. Does nothing where the system cannot. */
export function forgetPeak(pid: number): void {
  if (process.platform === 'linux') writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function fromProc(pid: number): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kb = (name: string) => Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))?.[1]);
  // The second field, the name, is in brackets and may hold anything.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const ticks = Number(stat[11]) + Number(stat[12]);
  return {
    residentMb: kb('VmRSS') / 1024,
    ownMb: kb('RssAnon') / 1024,
    peakMb: kb('VmHWM') / 1024,
    cpuSeconds: ticks / TICKS_PER_SECOND,
  };
}

function fromPs(pid: number): Usage {
  const { stdout } = spawnSync('ps', ['-o', 'rss=,time=', '-p', String(pid)], { encoding: 'utf8' });
  const [kb, time] = stdout.trim().split(/\s+/);
  if (time === undefined) throw new Error(`there is no process ${pid}`);
  const cpuSeconds = time.split(/[-:]/).reduce((sum, part) => sum * 60 + Number(part), 0);
  const residentMb = (Number(kb) * 1024) / MB;
  return { residentMb, ownMb: residentMb, peakMb: residentMb, cpuSeconds };
}
