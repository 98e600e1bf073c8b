// Stands for the process that reads records: a worker, so that it takes no time from the page.

import type { ReadingOptions } from '../../../server/contract/messages/reading.ts';
import type { MessagesEvent, MessagesRequests } from '../../../server/contract/messages/service.ts';
import { FakeReading, type FakeTopic } from './fake-reading.ts';
import { detailOf } from './generated-records.ts';

/** What the page sends: first the topic, then requests. */
export type ToWorker =
  | { readonly topic: FakeTopic }
  | { readonly id: number; readonly request: keyof MessagesRequests; readonly argument: unknown };

/** As often as the process tells things. */
const TICK = 100;

const scope = self as unknown as {
  postMessage(message: unknown): void;
  onmessage: (event: MessageEvent<ToWorker>) => void;
};
let topic: FakeTopic = { records: 0, rate: 0, spacing: 1 };
let reading: FakeReading | undefined;
let written = -1;

const tell = (event: MessagesEvent) => scope.postMessage({ event });

function tellReading(): void {
  if (reading === undefined) return;
  tell({ kind: 'reading', status: reading.status, rows: reading.version });
}

const handlers: {
  readonly [N in keyof MessagesRequests]?: (
    argument: MessagesRequests[N]['argument'],
  ) => MessagesRequests[N]['result'];
} = {
  read: (options: ReadingOptions) => {
    reading = new FakeReading(topic, options);
    return null;
  },
  filter: (filter) => {
    reading?.filter(filter);
    return null;
  },
  order: (order) => {
    reading?.order(order);
    return null;
  },
  pause: () => {
    reading?.become('paused');
    return null;
  },
  resume: () => {
    reading?.become('live');
    return null;
  },
  stop: () => {
    reading?.become('done');
    return null;
  },
  rows: (window) => reading?.rows(window) ?? { from: 0, rows: [], total: 0 },
  detail: (id) => (reading?.has(id) ? detailOf(reading.row(id - 1)) : null),
  histogram: ({ bars }) => reading?.histogram(bars) ?? null,
  export: ({ records }) => {
    written = 0;
    exported = records?.length ?? reading?.status.matching ?? 0;
    return null;
  },
  cancelExport: () => {
    tellExport('cancelled');
    written = -1;
    return null;
  },
};

let exported = 0;

function tellExport(state: 'writing' | 'done' | 'cancelled'): void {
  tell({
    kind: 'export',
    progress: { written, total: exported, bytes: written * 210, state },
  });
}

scope.onmessage = ({ data }) => {
  if ('topic' in data) {
    topic = data.topic;
    return;
  }
  const { id, request, argument } = data;
  const handler = handlers[request] as ((argument: unknown) => unknown) | undefined;
  if (handler === undefined) scope.postMessage({ id, error: `There is no ${request}.` });
  else scope.postMessage({ id, result: handler(argument) });
  if (['read', 'filter', 'order', 'pause', 'resume', 'stop'].includes(request)) tellReading();
};

setInterval(() => {
  const before = reading?.version;
  reading?.pass(TICK);
  if (reading?.version !== before) tellReading();
  if (written >= 0) {
    written = Math.min(exported, written + 50_000);
    tellExport(written === exported ? 'done' : 'writing');
    if (written === exported) written = -1;
  }
}, TICK);
