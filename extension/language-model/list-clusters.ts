import { LOCAL } from '../clusters/cluster-id.ts';
import { t } from '../l10n.ts';
import { howToStart, LOCAL_NAME } from './meant-cluster.ts';
import type { Tool } from './tool.ts';

/** The clusters that other tools can be asked about. Nothing is connected to. */
export const listClusters: Tool = {
  progress: () => t('Looking up Kafka clusters'),
  async run(_input, { clusters, attach }) {
    await attach();
    const local = clusters.get(LOCAL);
    const others = clusters.connected.map(({ name, kafka, connection }) => {
      const protocol = connection.properties['security.protocol'] ?? 'PLAINTEXT';
      const marks = [protocol, connection.readOnly && 'read-only'].filter(Boolean);
      return `${name}: a connection to ${kafka.bootstrap} (${marks.join(', ')})`;
    });
    return {
      head: 'Kafka clusters by the names that the tools take; without a name they mean the local one.',
      items: [
        local === undefined
          ? `${LOCAL_NAME}: not running. ${howToStart}`
          : `${LOCAL_NAME}: running at ${local.kafka.bootstrap}`,
        ...others,
      ],
      narrower: 'Ask the user which one is meant.',
    };
  },
};
