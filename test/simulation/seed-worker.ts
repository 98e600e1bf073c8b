// Runs simulations in a thread of its own: is sent seeds, and sends what became of each.

import { parentPort } from 'node:worker_threads';
import { simulate } from './simulation.ts';

parentPort?.on('message', (seed: number) => {
  void simulate(seed).then((outcome) => parentPort?.postMessage(outcome));
});
