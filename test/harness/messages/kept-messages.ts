import type { KeptMessages } from '../../../webview/contract/messages.ts';

/** What a page has kept that reads a topic from its beginning on, without the sides. */
export const earliest: KeptMessages = {
  topic: 'orders',
  clusterId: 'local',
  choice: {
    start: { kind: 'earliest' },
    stop: {},
    key: { format: 'auto' },
    value: { format: 'auto' },
    filter: {},
    order: 'newest',
    isolation: 'read_committed',
  },
  layout: {
    detail: { size: 0.4, shown: true },
    produce: { size: 0.4, shown: false },
    histogram: true,
  },
  look: null,
};
