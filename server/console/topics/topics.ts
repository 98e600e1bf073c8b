/** `kafka-topics`: creates, lists, describes, alters and deletes topics. */
import type { Cluster } from '../../node/kafka/cluster.ts';
import { withCluster } from '../cluster/open-cluster.ts';
import type { Terminal } from '../command.ts';
import { kafkaTool } from '../kafka-tool.ts';
import { alterTopics } from './alter.ts';
import { createTopic } from './create.ts';
import { deleteTopics } from './delete.ts';
import { describeTopics } from './describe.ts';
import { listTopics } from './matching.ts';
import { actions, check, type Given, options } from './options.ts';

const work: Record<
  (typeof actions)[number],
  (cluster: Cluster, given: Given, terminal: Terminal) => Promise<void>
> = {
  list: listTopics,
  describe: describeTopics,
  create: createTopic,
  alter: alterTopics,
  delete: deleteTopics,
};

export const topicsCommand = kafkaTool({
  purpose: 'This tool helps to create, delete, describe, or change a topic.',
  options,
  check,
  async run(given, terminal) {
    const action = actions.find((each) => given[each])!;
    await withCluster(given, (cluster) => work[action](cluster, given, terminal));
    return 0;
  },
  failed: (message, terminal) => terminal.out(`Error while executing topic command : ${message}`),
});
