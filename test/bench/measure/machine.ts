// What numbers were measured on.

import { cpus, loadavg, totalmem, type } from 'node:os';

const GB = 1024 ** 3;

/** One line: date, processors, memory, system, Node, and how busy the machine is with other things. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const [load = 0] = loadavg();
  return [
    new Date().toISOString().slice(0, 16).replace('T', ' '),
    `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}`,
    `${Math.round(totalmem() / GB)} GB`,
    type(),
    `Node ${process.versions.node}`,
    `load before the run ${load.toFixed(1)}`,
  ].join(', ');
}
