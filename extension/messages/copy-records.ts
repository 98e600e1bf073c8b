import type { CopyingOptions, CopyingStatus } from '../../server/contract/messages/copying.ts';
import type { ServiceCluster } from '../../server/contract/messages/service.ts';
import type { MessagesService } from './service.ts';

/** How to end it before its end, and what is told of it meanwhile. */
export interface CopyingWatch {
  readonly onStatus: (status: CopyingStatus) => void;
  /** Calls its argument when no more is to be copied. */
  readonly onCancelled: (stop: () => void) => { dispose(): unknown };
}

/**
 * Copies records from one topic of a cluster into another, in the process that reads and sends.
 * @returns how it has ended
 * @throws Error with one sentence when it could not begin, or the process has ended
 */
export async function copyRecords(
  service: MessagesService,
  cluster: ServiceCluster,
  options: CopyingOptions,
  { onStatus, onCancelled }: CopyingWatch,
): Promise<CopyingStatus> {
  const panel = service.newPanel();
  const subscriptions: { dispose(): unknown }[] = [];
  try {
    const ended = new Promise<CopyingStatus>((resolve, reject) => {
      subscriptions.push(
        service.told.on((told) => {
          if (told.panel !== panel || told.event.kind !== 'copying') return;
          const { status } = told.event;
          onStatus(status);
          if (status.state !== 'copying') resolve(status);
        }),
        service.crashed.on((problem) => reject(new Error(problem))),
      );
    });
    // It may fail while the requests are still under way.
    ended.catch(() => undefined);
    await service.request(panel, 'cluster', cluster);
    await service.request(panel, 'copy', options);
    subscriptions.push(
      onCancelled(() => void service.request(panel, 'stopCopying', null).catch(() => undefined)),
    );
    return await ended;
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
    void service.request(panel, 'close', null).catch(() => undefined);
  }
}
