import {
  CLUSTER_IS_GIVEN,
  type GiveCluster,
  type WantCluster,
} from '../../contract/given-cluster.ts';
import type { KernelCluster } from '../../contract/kernel.ts';

let asked: Promise<KernelCluster | undefined> | undefined;

/**
 * The cluster that is selected where the tool was started: that of the notebook whose cell runs it. It comes over the channel to
 * the parent, so that passwords stand in no file, argument or environment. Undefined for a tool that was started otherwise.
 */
export function givenCluster(): Promise<KernelCluster | undefined> {
  asked ??= ask();
  return asked;
}

function ask(): Promise<KernelCluster | undefined> {
  if (process.env[CLUSTER_IS_GIVEN] === undefined || process.send === undefined) {
    return Promise.resolve(undefined);
  }
  return new Promise((resolve) => {
    const take = (message: GiveCluster) => {
      if (message?.type !== 'give-cluster') return;
      process.off('message', take);
      resolve(message.cluster);
    };
    process.on('message', take);
    // Whoever has gone answers nothing, and has this process end, too.
    process.send!({ type: 'want-cluster' } satisfies WantCluster, () => undefined);
  });
}
