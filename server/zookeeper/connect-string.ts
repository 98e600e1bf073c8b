import type { Address } from '../ports/transport.ts';
import { validatePath } from './paths.ts';

const DEFAULT_PORT = 2181;

/** Where a coordination service is, and below which znode a client lives in it. */
export interface ConnectString {
  readonly servers: readonly Address[];
  /** `/` for the whole tree. */
  readonly chroot: string;
}

/**
 * Reads ZooKeeper's connect string: `host:port,host:port/chroot`; port 2181 where there is none; IPv6 addresses in
 * brackets.
 * @throws ZooKeeperError BADARGUMENTS for a chroot that is no path; an Error for anything else that is malformed.
 */
export function parseConnectString(text: string): ConnectString {
  const slash = text.indexOf('/');
  const hosts = slash < 0 ? text : text.slice(0, slash);
  const chroot = slash < 0 ? '/' : text.slice(slash);
  validatePath(chroot);
  const servers = hosts.split(',').map((part) => {
    const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(part.trim());
    const host = match?.[1] ?? match?.[2];
    const port = Number(match?.[3] ?? DEFAULT_PORT);
    if (host === undefined || port > 0xffff) {
      throw new Error(`"${text}" is not a ZooKeeper address: expected host:port,…/path.`);
    }
    return { host, port };
  });
  return { servers, chroot };
}

/** A client's paths as the server has them: below its chroot. */
export class Chroot {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root === '/' ? '' : root;
  }

  toServer(path: string): string {
    if (this.#root === '') return path;
    return path === '/' ? this.#root : this.#root + path;
  }

  toClient(path: string): string {
    if (!path.startsWith(this.#root)) return path;
    return path.slice(this.#root.length) || '/';
  }
}
