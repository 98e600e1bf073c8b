import { type Coordination, ZooKeeperError } from './coordination.ts';

/** Requests under way at a time. */
const BATCH = 500;

/**
 * The paths of the znodes at and below `root`, parents before their children, as far as they may be listed.
 * It is no snapshot: what changes meanwhile may or may not be among them.
 * @param most how many are wanted; `complete` says whether these were all.
 */
export async function listSubtree(
  coordination: Coordination,
  root: string,
  most = Number.POSITIVE_INFINITY,
): Promise<{ paths: string[]; complete: boolean }> {
  const paths = [root];
  for (let at = 0; at < paths.length; ) {
    if (paths.length > most) return { paths: paths.slice(0, most), complete: false };
    const batch = paths.slice(at, at + BATCH);
    at += batch.length;
    const below = await Promise.all(batch.map((path) => childrenOf(coordination, path)));
    for (const [i, names] of below.entries()) {
      const path = batch[i] ?? '';
      for (const name of names) paths.push(childPath(path, name));
    }
  }
  return { paths, complete: true };
}

/**
 * Deletes a znode and all below it, children first (zkCli's `deleteall`). It is not one transaction: should it
 * fail, part of the znodes are gone.
 * @returns how many were deleted.
 * @throws ZooKeeperError NONODE, NOTEMPTY where someone adds znodes meanwhile, NOAUTH
 */
export async function deleteSubtree(coordination: Coordination, root: string): Promise<number> {
  const { paths } = await listSubtree(coordination, root);
  paths.reverse();
  let deleted = 0;
  for (let at = 0; at < paths.length; at += BATCH) {
    const batch = paths.slice(at, at + BATCH);
    const outcomes = await Promise.allSettled(batch.map((path) => coordination.delete(path)));
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') deleted++;
      else if (batch[i] === root || !isGone(outcome.reason)) throw outcome.reason;
    }
  }
  return deleted;
}

/** The path of the child `name` of `parent`. */
export function childPath(parent: string, name: string): string {
  return parent === '/' ? `/${name}` : `${parent}/${name}`;
}

async function childrenOf(coordination: Coordination, path: string): Promise<string[]> {
  try {
    return (await coordination.getChildren(path)).children;
  } catch (error) {
    if (isGone(error) || (error instanceof ZooKeeperError && error.code === 'NOAUTH')) return [];
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ZooKeeperError && error.code === 'NONODE';
}
