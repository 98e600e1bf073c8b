import { LOCAL } from '../clusters/cluster-id.ts';
import type { ReachableCluster } from '../clusters/clusters.ts';
import { Command } from '../contributions.ts';
import { didYouMean } from './near-names.ts';
import type { ToolAccess } from './tool.ts';
import type { ToolInput } from './tool-input.ts';

/** What tools call the local cluster, whatever the user's language is. */
export const LOCAL_NAME = 'Local Cluster';

/** How a cluster that does not run is started, for a model to tell or do. */
export const howToStart = `Run the VS Code command "Millrace: Start Local Cluster" (${Command.startCluster}), or ask the user to.`;

/** The name of a cluster that a model can use again. */
export function nameOf({ id, name }: Pick<ReachableCluster, 'id' | 'name'>): string {
  return id === LOCAL ? LOCAL_NAME : name;
}

/** The cluster that an input names; the local one if none. @throws Error that says which there are, or how to start it */
export async function meantCluster(
  input: ToolInput,
  { clusters, attach }: ToolAccess,
): Promise<ReachableCluster> {
  const name = input.text('cluster');
  await attach();
  const local = clusters.get(LOCAL);
  const { connected } = clusters;
  const named = connected.filter((each) => sameName(each.name, name ?? ''));
  if (named.length > 1) {
    throw new Error(
      `There are several connections named ${name}: ask the user to rename one (millrace.editConnection).`,
    );
  }
  if (named[0] !== undefined) return named[0];
  const isLocal = [undefined, LOCAL, LOCAL_NAME, local?.name].some(
    (each) => each === name || sameName(each ?? '', name ?? ''),
  );
  if (isLocal && local !== undefined) return local;
  if (isLocal) {
    const others = connected.map((each) => each.name);
    const instead =
      others.length === 0 ? '' : ` Or give another cluster's name: ${others.join(', ')}.`;
    throw new Error(`The local cluster is not running. ${howToStart}${instead}`);
  }
  const all = [LOCAL_NAME, ...connected.map((each) => each.name)];
  const near = didYouMean(name ?? '', all);
  throw new Error(`There is no cluster ${name}. ${near || `There are: ${all.join(', ')}.`}`);
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
