// How long the extension host is held up by the Clusters view with very many topics:
// `node test/bench/explorer.ts [TOPICS]`. Nothing may take longer than a frame, 16 ms.

import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { appearanceOf } from '../../extension/explorer/appearance.ts';
import { ClusterModel } from '../../extension/explorer/model.ts';
import { nodeId } from '../../extension/explorer/nodes.ts';
import { ClusterTree } from '../../extension/explorer/tree.ts';
import type { Changes, TopicSummary } from '../../server/contract/kafka-client/model.ts';

/** How long a step took without a break, in milliseconds. */
export interface Held {
  readonly step: string;
  /** The first time, as after VS Code has started. */
  readonly first: number;
  readonly median: number;
}

const ROUNDS = 20;

/** Takes each step with a cluster of so many topics, again and again. */
export function benchExplorer(topics: number): Held[] {
  const times = new Map<string, number[]>();
  const take = <T>(step: string, work: () => T): T => {
    const start = performance.now();
    const result = work();
    times.set(step, [...(times.get(step) ?? []), performance.now() - start]);
    return result;
  };
  // What a worker sends is turned back into objects where it is received.
  const { port1: worker, port2: host } = new MessageChannel();
  const receive = (step: string, changes: Changes): Changes => {
    worker.postMessage(changes);
    return take(step, () => receiveMessageOnPort(host)?.message);
  };
  const all = Array.from({ length: topics }, (_, at) => summary(at));
  for (let round = 0; round < ROUNDS; round++) {
    const model = new ClusterModel();
    const tree = new ClusterTree(model, {
      state: 'running',
      status: undefined,
      failure: undefined,
    });
    const show = () => {
      const [cluster] = tree.children();
      const folder = tree.children(cluster).find(({ id }) => id === nodeId.topics);
      for (const node of tree.children(folder)) appearanceOf(node, tree);
    };
    const first = receive('receive all topics', {
      first: true,
      topics: { put: all, removed: [] },
    });
    take('take over all topics', () => model.apply(first));
    take('show them', show);
    const added = receive('receive one topic', { topics: { put: [summary(topics)], removed: [] } });
    take('take over and show one topic', () => {
      model.apply(added);
      show();
    });
    tree.filter = '7';
    take('filter', show);
    tree.filter = '';
    const removed = all.map(({ name }) => name);
    take('lose all topics', () => {
      model.apply({ topics: { put: [], removed } });
      show();
    });
  }
  worker.close();
  return [...times].map(([step, taken]) => ({
    step,
    first: taken[0] ?? 0,
    median: taken.sort((a, b) => a - b)[ROUNDS / 2] ?? 0,
  }));
}

function summary(at: number): TopicSummary {
  return {
    name: `department-${at % 40}.stream-${at}`,
    id: 'AAAAAAAAAAAAAAAAAAAAAA',
    internal: false,
    partitions: 1,
    replicationFactor: 1,
    offline: 0,
    underReplicated: 0,
    reassigning: 0,
  };
}

if (import.meta.main) {
  console.log(`${''.padEnd(32)}  first  median`);
  for (const { step, first, median } of benchExplorer(Number(process.argv[2] ?? 5_000))) {
    const times = [first, median].map((time) => `${time.toFixed(1).padStart(5)} ms`);
    console.log(`${step.padEnd(30)} ${times.join('')}`);
  }
}
