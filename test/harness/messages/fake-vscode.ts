// Stands for VS Code and the extension in the page of the messages panel: answers what the extension does itself, writes down
// what it was asked, and passes all else on to the worker.

import { changedTemplates } from '../../../extension/panels/messages/templates.ts';
import type {
  MessagesPanelEvent,
  OpenedMessages,
  SavedTemplate,
  TemplateChange,
} from '../../../webview/contract/messages.ts';
import type { FakeTopic } from './fake-reading.ts';
import { PARTITIONS } from './generated-records.ts';

/** How a test sets the page up. */
export interface FakeSetup {
  readonly topic: FakeTopic;
  readonly opened: Partial<OpenedMessages>;
  /** What an earlier page kept. */
  readonly state: unknown;
  /** Answers of the extension, by request; an `{ error }` is thrown. */
  readonly answers: Readonly<Record<string, unknown>>;
}

/** What a test finds in the page. */
export interface FakeWindow {
  setup: FakeSetup;
  /** What the extension was asked, in order. */
  asked: { readonly request: string; readonly argument: unknown }[];
  /** What the page kept last. */
  kept: unknown;
  tell(event: MessagesPanelEvent): void;
  acquireVsCodeApi: unknown;
}

interface Asked {
  readonly id: number;
  readonly request: string;
  readonly argument: unknown;
}

const own = window as unknown as FakeWindow;
const { setup } = own;
const worker = new Worker('/worker.js');
worker.postMessage({ topic: setup.topic });
worker.onmessage = ({ data }) => window.postMessage(data);
own.asked = [];
own.kept = setup.state;
own.tell = (event) => window.postMessage({ event });

const opened: OpenedMessages = {
  topic: 'orders',
  cluster: 'Local Cluster',
  clusterId: 'local',
  bootstrap: 'localhost:9092',
  readOnly: false,
  partitions: Array.from({ length: PARTITIONS }, (_, i) => i),
  registry: null,
  memory: 256 * 1024 * 1024,
  look: null,
  filters: [],
  wanted: null,
  reading: null,
  ...setup.opened,
};

// A reading that goes on since before the page was hidden is the worker's already, and may be told of at any time.
if (opened.reading !== null) {
  own.tell(opened.reading.event);
  worker.postMessage({ id: 0, request: 'read', argument: opened.reading.options });
}

const answers: Readonly<Record<string, unknown>> = {
  open: opened,
  startCluster: null,
  keepLook: null,
  keepFilters: null,
  askRegistry: 'http://localhost:8081',
  pickFile: '/home/user/schemas/order.avsc',
  pickTarget: '/home/user/orders.jsonl',
  showFile: null,
  copy: null,
  copyLink: null,
  openText: null,
  compare: null,
  ...setup.answers,
};

let templates: readonly SavedTemplate[] = [];

/** As the extension changes them. */
function changeTemplates(change: TemplateChange | null): unknown {
  try {
    if (change !== null) templates = changedTemplates(templates, change);
    return templates;
  } catch (error) {
    return { error: (error as Error).message };
  }
}

own.acquireVsCodeApi = () => ({
  getState: () => own.kept,
  setState: (state: unknown) => {
    own.kept = state;
  },
  postMessage: (message: Asked | { readonly wants: string }) => {
    // The cluster has no mark.
    if ('wants' in message) return;
    const { id, request, argument } = message;
    own.asked.push({ request, argument });
    const isOfTemplates = request === 'changeTemplates';
    if (!isOfTemplates && !(request in answers)) {
      worker.postMessage({ id, request, argument });
      return;
    }
    const answer = isOfTemplates
      ? changeTemplates(argument as TemplateChange | null)
      : answers[request];
    const failed = typeof answer === 'object' && answer !== null && 'error' in answer;
    window.postMessage(failed ? { id, ...answer } : { id, result: answer });
  },
});
