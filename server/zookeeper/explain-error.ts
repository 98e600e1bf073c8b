import { type ErrorName, ZooKeeperError } from './errors.ts';

const sentences: Partial<Record<ErrorName, (path: string) => string>> = {
  NONODE: (path) => `There is no znode ${path}.`,
  NODEEXISTS: (path) => `There is a znode ${path} already.`,
  NOTEMPTY: (path) => `${path} has children, and so cannot be deleted by itself.`,
  BADVERSION: (path) => `${path} has been changed by someone else meanwhile.`,
  NOAUTH: (path) => `The access control list of ${path} does not allow it.`,
  BADARGUMENTS: (path) => `${path} cannot be the path of a znode, or may not be changed.`,
  NOCHILDRENFOREPHEMERALS: (path) => `${path} would be below an ephemeral znode, which has none.`,
  UNIMPLEMENTED: () => 'This ZooKeeper is too old for that.',
  CONNECTIONLOSS: () =>
    'The connection to ZooKeeper was lost, and nobody knows whether it was done.',
  SESSIONEXPIRED: () => 'The session with ZooKeeper has expired.',
};

/** One sentence for people about what went wrong, whatever it was. */
export function explainError(error: unknown): string {
  if (error instanceof ZooKeeperError) {
    const { code, path = 'the znode' } = error;
    return sentences[code]?.(path) ?? error.message;
  }
  return error instanceof Error ? error.message : String(error);
}
