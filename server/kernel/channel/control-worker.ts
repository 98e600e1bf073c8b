// The kernel's other thread: it speaks with the front end, also while a cell keeps the main thread busy. An interrupt that the
// main thread does not take up ends what runs there.

import { Session } from 'node:inspector';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { parentPort, workerData } from 'node:worker_threads';
import type { KernelRequest } from '../../contract/kernel.ts';
import {
  type ControlData,
  type ControlMessage,
  lineOf,
  type MainMessage,
  OWN_CODE,
  UNWRITTEN,
} from './control-messages.ts';

const REQUESTS_FD = 3;
const EVENTS_FD = 4;
/** How long the main thread may take to take up an interrupt before what runs there is ended, in milliseconds. */
const PATIENCE_MS = 500;
/** How often that is tried. */
const MOST_TERMINATIONS = 8;
/** How long the process may take to end. */
const LONGEST_END_MS = 8000;

const { seen } = workerData as ControlData;
const main = parentPort!;
const events = new Socket({ fd: EVENTS_FD, readable: false, writable: true });
const requests = new Socket({ fd: REQUESTS_FD, readable: true, writable: false });
/** By the interrupt's id: what happens when nobody takes it up. */
const waiting = new Map<number, NodeJS.Timeout>();
let lastId = 0;
let isEnding = false;
let session: Session | undefined;

main.on('message', (message: MainMessage) => {
  if (message.type === 'event') write(message.line);
  else {
    clearTimeout(waiting.get(message.id));
    waiting.delete(message.id);
    // The process would wait for it at its end.
    session?.disconnect();
    session = undefined;
  }
});

// When the front end is gone nobody reads what is written.
events.on('error', closed);
requests.on('error', closed);
requests.on('close', closed);
createInterface({ input: requests }).on('line', (line) => {
  const request = JSON.parse(line) as KernelRequest;
  const id = ++lastId;
  tell({ type: 'request', request, id });
  if (request.type === 'interrupt' || request.type === 'shutdown') expectTaken(id, 0);
  if (request.type === 'shutdown') endSoon();
});

function tell(message: ControlMessage): void {
  main.postMessage(message);
}

function write(line: string): void {
  events.write(line, () => {
    Atomics.sub(seen, UNWRITTEN, line.length);
    Atomics.notify(seen, UNWRITTEN);
  });
}

function expectTaken(id: number, terminations: number): void {
  const timer = setTimeout(() => {
    if (Atomics.load(seen, OWN_CODE) !== 0) {
      expectTaken(id, terminations);
      return;
    }
    if (terminations === MOST_TERMINATIONS) {
      waiting.delete(id);
      events.write(lineOf({ type: 'unresponsive' }));
      return;
    }
    terminate();
    if (terminations === 0) tell({ type: 'terminated' });
    expectTaken(id, terminations + 1);
  }, PATIENCE_MS);
  waiting.set(id, timer);
}

function terminate(): void {
  if (session === undefined) {
    session = new Session();
    session.connectToMainThread();
  }
  session.post('Runtime.terminateExecution', () => undefined);
}

function closed(): void {
  if (isEnding) return;
  const id = ++lastId;
  tell({ type: 'closed', id });
  expectTaken(id, 0);
  endSoon();
}

/** Ends the process by force if it does not end by itself, whatever it does. */
function endSoon(): void {
  if (isEnding) return;
  isEnding = true;
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), LONGEST_END_MS);
}
