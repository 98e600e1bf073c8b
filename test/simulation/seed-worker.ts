// Runs simulations in a thread of its own: is sent what to run, and sends what became of it.

import { parentPort } from 'node:worker_threads';
import { simulate } from './simulation.ts';

export interface SeedJob {
  readonly seed: number;
  readonly fullDisks: boolean;
}

parentPort?.on('message', ({ seed, fullDisks }: SeedJob) => {
  void simulate(seed, { fullDisks }).then((outcome) => parentPort?.postMessage(outcome));
});
