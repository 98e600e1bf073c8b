// Answers what panels ask, and tells them how their readings, exports and sendings go.

import type { FromService, MessagesRequests, ToService } from '../contract/messages/service.ts';
import { UserError } from '../node/user-error.ts';
import type { Clock } from '../ports/clock.ts';
import { Panel } from './panel.ts';
import type { MakeProducing } from './producing.ts';

export interface ServiceOptions {
  readonly clock: Clock;
  readonly send: (message: FromService) => void;
  /** What sends records. */
  readonly makeProducing?: MakeProducing;
}

type Handlers = {
  readonly [N in Exclude<keyof MessagesRequests, 'close'>]: (
    panel: Panel,
    argument: MessagesRequests[N]['argument'],
  ) => unknown;
};

/** What a panel does for each request but `close`, which is the end of the panel. */
const handlers: Handlers = {
  cluster: (panel, cluster) => panel.useCluster(cluster),
  read: (panel, options) => panel.read(options),
  pause: (panel) => panel.pause(),
  resume: (panel) => panel.resume(),
  stop: (panel) => panel.stop(),
  filter: (panel, filter) => panel.filter(filter),
  order: (panel, order) => panel.order(order),
  rows: (panel, window) => panel.rows(window),
  detail: (panel, id) => panel.detail(id),
  histogram: (panel, { bars }) => panel.histogram(bars),
  export: (panel, options) => panel.export(options),
  cancelExport: (panel) => panel.cancelExport(),
  preview: (panel, { topic, template }) => panel.producing.preview(template, topic),
  produce: (panel, options) => {
    expectWritable(panel);
    return panel.producing.produce(options);
  },
  stopProducing: (panel) => panel.producing.stop(),
  sample: (panel, options) => panel.sample(options),
  stopSampling: (panel) => panel.stopSampling(),
  copy: (panel, options) => {
    expectWritable(panel);
    return panel.copy(options);
  },
  stopCopying: (panel) => panel.stopCopying(),
};

/** @throws UserError where nothing may be sent */
function expectWritable({ cluster: { readOnly, name } }: Panel): void {
  if (readOnly) throw new UserError(`${name} is read-only: nothing may be sent to it.`);
}

/** The panels of one window, each with at most one reading. */
export class MessagesService {
  readonly #options: ServiceOptions;
  readonly #panels = new Map<number, Panel>();

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  async handle({ id, panel, request, argument }: ToService): Promise<void> {
    const { send } = this.#options;
    try {
      send({ id, result: (await this.#answer(panel, request, argument)) ?? null });
    } catch (error) {
      send({ id, error: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Ends everything that any panel does. */
  async close(): Promise<void> {
    const panels = [...this.#panels.values()];
    this.#panels.clear();
    await Promise.allSettled(panels.map((panel) => panel.close()));
  }

  async #answer(
    number: number,
    request: ToService['request'],
    argument: unknown,
  ): Promise<unknown> {
    if (request === 'close') {
      const panel = this.#panels.get(number);
      this.#panels.delete(number);
      return await panel?.close();
    }
    const handler = handlers[request] as (panel: Panel, argument: unknown) => unknown;
    return await handler(this.#panel(number), argument);
  }

  #panel(number: number): Panel {
    const known = this.#panels.get(number);
    if (known !== undefined) return known;
    const { clock, send, makeProducing } = this.#options;
    const panel: Panel = new Panel({
      ...{ clock, makeProducing },
      send: (event) => {
        // What ends last must not be heard of by a panel that is gone.
        if (this.#panels.get(number) === panel) send({ panel: number, event });
      },
    });
    this.#panels.set(number, panel);
    return panel;
  }
}
