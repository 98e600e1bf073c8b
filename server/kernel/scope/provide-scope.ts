import { basename } from 'node:path';
import type { KernelCluster } from '../../contract/kernel.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CellScope } from '../cells/cell-scope.ts';
import type { CellSources } from '../errors/cell-sources.ts';
import type { Execution } from '../execution.ts';
import { ClusterProducer } from './cluster-producer.ts';
import { NotebookContexts } from './notebook-contexts.ts';
import type { Engine, NotebookScope } from './notebook-scope.ts';
import { produceAtRate } from './produce-at-rate.ts';
import { Shows } from './shows.ts';
import type { TopicAdmin } from './topic-admin.ts';

export interface ScopeOptions {
  readonly scope: CellScope;
  /** Loads the engine the first time. */
  readonly engine: () => Engine;
  readonly notebook: string;
  readonly cluster: () => KernelCluster;
  readonly clock: Clock;
  readonly sources: CellSources;
  readonly running: () => Execution | undefined;
}

/** Puts into the scope what cells have without importing it. @returns what shows values. */
export function provideScope(options: ScopeOptions): Shows {
  const { scope, engine, clock, sources, cluster, running, notebook } = options;
  const shows = new Shows({ clock, running, engine });
  const contexts = new NotebookContexts(engine, basename(notebook));
  const producer = new ClusterProducer(() => engine().nodeEnvironment().kafka, cluster);
  const names: { readonly [N in keyof NotebookScope]: () => NotebookScope[N] } = {
    sc: () => contexts.sc,
    ssc: () => contexts.ssc,
    producer: () => producer,
    admin: () => adminOf(cluster),
    produceAtRate: () => (topic, rate, make, how) =>
      produceAtRate({ clock, producer, sources, running }, [topic, rate, make, how]),
    display: () => shows.display,
    table: () => shows.table,
    chart: () => shows.chart,
  };
  for (const [name, get] of Object.entries(names)) scope.provide(name, get);
  scope.provideLater(['faker'], async () => {
    const { faker } = await import('./faker.ts');
    scope.provide('faker', () => faker);
  });
  return shows;
}

/** Puts everything of the engine into the scope. */
export function provideEngine(scope: CellScope, engine: Engine): void {
  for (const [name, value] of Object.entries(engine)) scope.provide(name, () => value);
}

/** Loads the client library when something is asked of it. */
function adminOf(cluster: () => KernelCluster): TopicAdmin {
  const admin = async () => (await import('./kafka-admin.ts')).kafkaAdmin(cluster);
  return {
    createTopic: async (name, how) => await (await admin()).createTopic(name, how),
    deleteTopics: async (...names) => await (await admin()).deleteTopics(...names),
    topics: async () => await (await admin()).topics(),
  };
}
