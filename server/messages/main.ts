// The process that reads and sends records for the panels of one window. It ends when the process that has started it does.

import type { FromService, ToService } from '../contract/messages/service.ts';
import { systemClock } from '../node/system-clock.ts';
import { CLIENT_ID } from './panel.ts';
import { makeKafkaProducing } from './producing/kafka-producing.ts';
import { MessagesService } from './service.ts';

/** How long what is under way may take to end, in milliseconds. */
const LAST_MS = 3_000;

const clock = systemClock();
const makeProducing = makeKafkaProducing(clock, CLIENT_ID);
const service = new MessagesService({ clock, send, makeProducing });

process.on('message', (message: ToService) => void service.handle(message));
process.on('disconnect', () => void end());
// Ctrl-C in a terminal reaches this process, too, but is for its parent.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void end());

function send(message: FromService): void {
  // Whoever asked may have gone.
  if (process.connected) process.send!(message, undefined, undefined, () => undefined);
}

async function end(): Promise<void> {
  setTimeout(() => process.exit(0), LAST_MS).unref();
  await service.close();
  process.exit(0);
}
