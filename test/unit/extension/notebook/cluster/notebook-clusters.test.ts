import { beforeEach, describe, expect, test } from 'vitest';
import { LOCAL } from '../../../../../extension/clusters/cluster-id.ts';
import type { Connection } from '../../../../../extension/connections/connection.ts';
import { ClusterChoices } from '../../../../../extension/notebook/cluster/cluster-choices.ts';
import {
  NotebookClusters,
  shownName,
} from '../../../../../extension/notebook/cluster/notebook-clusters.ts';
import { Signal } from '../../../../../extension/signal.ts';

const production: Connection = {
  ...{ id: 'p', name: 'Production', readOnly: true, mark: 'red', revision: 1 },
  properties: { 'bootstrap.servers': 'kafka.test:9093', 'security.protocol': 'SASL_SSL' },
};

let state: Map<string, unknown>;
let connections: Connection[];
let keychain: () => Promise<{ properties: Record<string, string> }>;
let bootstrap: string | undefined;
let changes: number;
let connectionsChanged: Signal<void>;

beforeEach(() => {
  state = new Map();
  connections = [production];
  keychain = async () => ({ properties: { 'sasl.password': 'hidden' } });
  bootstrap = 'localhost:9092';
  changes = 0;
  connectionsChanged = new Signal();
});

/** As after a start of VS Code: what was chosen before is there. */
function clusters(): NotebookClusters {
  const made = new NotebookClusters({
    local: {
      get bootstrap() {
        return bootstrap;
      },
      status: undefined,
      changed: new Signal<void>(),
    },
    connections: {
      get all() {
        return connections;
      },
      get: (id) => connections.find((each) => each.id === id),
      secrets: () => keychain(),
      changed: connectionsChanged,
    },
    choices: new ClusterChoices({
      get: <T>(key: string) => state.get(key) as T,
      update: async (key: string, value: unknown) => {
        state.set(key, value);
      },
    }),
  });
  made.changed.on(() => {
    changes += 1;
  });
  return made;
}

const one = 'file:///one.stream.md';
const two = 'file:///two.stream.md';

describe('a notebook', () => {
  test('has the local cluster unless another is chosen, which is remembered', async () => {
    const own = clusters();
    expect(own.of(one)).toEqual({ id: LOCAL, name: 'Local Cluster', isRemoved: false });
    await own.choose(one, production);
    expect(changes).toBe(1);
    expect(clusters().of(one)).toMatchObject({ id: 'p', name: 'Production', isRemoved: false });
    expect(clusters().of(two).id).toBe(LOCAL);
    expect(JSON.stringify([...state])).not.toContain('kafka.test');
  });

  test('that has what is chosen again is not told of', async () => {
    const own = clusters();
    await own.choose(one, { id: LOCAL, name: 'Local Cluster' });
    await own.choose(one, production);
    await own.choose(one, production);
    expect(changes).toBe(1);
    await own.choose(one, { id: LOCAL, name: 'Local Cluster' });
    expect([changes, own.of(one).id]).toEqual([2, LOCAL]);
  });

  test('keeps its cluster under another name', async () => {
    const own = clusters();
    await own.choose(one, production);
    await own.moved(one, two);
    expect([own.of(one).id, own.of(two).id]).toEqual([LOCAL, 'p']);
  });

  test('keeps its cluster where its folder gets another name', async () => {
    const own = clusters();
    await own.choose('file:///old/sub/one.stream.md', production);
    await own.choose('file:///older/one.stream.md', production);
    await own.moved('file:///old', 'file:///new');
    expect(
      ['new/sub', 'old/sub', 'older'].map((at) => own.of(`file:///${at}/one.stream.md`).id),
    ).toEqual(['p', LOCAL, 'p']);
  });

  test('that is new has the local cluster, whatever one before it had under its address', async () => {
    const own = clusters();
    await own.choose('untitled:Untitled-1.stream.md', production);
    await own.forget('untitled:Untitled-1.stream.md');
    expect(own.of('untitled:Untitled-1.stream.md').id).toBe(LOCAL);
    expect(changes).toBe(2);
  });

  test('whose connection was removed has no cluster, and does not get another', async () => {
    const own = clusters();
    await own.choose(one, production);
    connections = [];
    connectionsChanged.fire();
    expect(changes).toBe(2);
    expect(own.of(one)).toEqual({ id: 'p', name: 'Production', isRemoved: true });
    expect(own.all.map(({ id }) => id)).toEqual([LOCAL, 'p']);
    expect(await own.kernelClusterOf(one)).toEqual({
      ...{ id: 'p', name: 'Production', bootstrap: '', isRemote: true },
      problem:
        "The connection 'Production', which this notebook has for its cluster, was removed. Select another cluster in the notebook's toolbar.",
    });
    await own.choose(one, { id: LOCAL, name: 'Local Cluster' });
    expect(own.all.map(({ id }) => id)).toEqual([LOCAL]);
  });
});

describe('a kernel', () => {
  test('gets what is needed to speak to the cluster', async () => {
    const own = clusters();
    expect(await own.kernelClusterOf(one)).toEqual({
      ...{ id: LOCAL, name: 'Local Cluster', bootstrap: 'localhost:9092' },
    });
    await own.choose(one, production);
    expect(await own.kernelClusterOf(one)).toEqual({
      ...{ id: 'p', name: 'Production', bootstrap: 'kafka.test:9093' },
      ...{ isRemote: true, readOnly: true },
      properties: { 'security.protocol': 'SASL_SSL', 'sasl.password': 'hidden' },
    });
  });

  test('hears that the keychain does not answer', async () => {
    const own = clusters();
    await own.choose(one, production);
    keychain = () => Promise.reject(new Error('It is locked.'));
    const { bootstrap: servers, problem } = await own.kernelClusterOf(one);
    expect(servers).toBe('');
    expect(problem).toBe("The credentials of 'Production' cannot be read: It is locked.");
  });

  test('hears that the local cluster does not run', async () => {
    bootstrap = undefined;
    expect((await clusters().kernelClusterOf(one)).bootstrap).toBe('');
  });
});

test('that one is of production is said', () => {
  expect(clusters().all.map(shownName)).toEqual(['Local Cluster', 'Production (production)']);
});
