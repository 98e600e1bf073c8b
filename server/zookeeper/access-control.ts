import { ZooKeeperError } from './errors.ts';
import { ipMatches, isIpPattern } from './ip-address.ts';
import { type Acl, shared } from './znode.ts';

/** Who a client is, in the words of one scheme: `ip:127.0.0.1`, `digest:user:hash`. */
export interface Identity {
  readonly scheme: string;
  readonly id: string;
}

/**
 * Whether `acl` grants any of `permissions` (bits of `Permission`) to a client with these identities. An empty
 * ACL grants everything (Apache ZooKeeper's `ZooKeeperServer.checkACL`).
 */
export function permits(
  acl: readonly Acl[],
  permissions: number,
  identities: readonly Identity[],
): boolean {
  if (acl.length === 0) return true;
  return acl.some(
    (entry) =>
      (entry.permissions & permissions) !== 0 &&
      (isAnyone(entry) || identities.some((identity) => matches(entry, identity))),
  );
}

/** @throws ZooKeeperError NOAUTH unless `acl` grants one of `permissions`. */
export function checkPermission(
  acl: readonly Acl[],
  permissions: number,
  identities: readonly Identity[],
  path: string,
): void {
  if (!permits(acl, permissions, identities)) throw new ZooKeeperError('NOAUTH', path);
}

/**
 * The ACL to keep for one that a client gave: without duplicates, and with `auth` replaced by the identities
 * that the client has proved (Apache ZooKeeper's `PrepRequestProcessor.fixupACL`).
 * @throws ZooKeeperError INVALIDACL
 */
export function effectiveAcl(
  acl: readonly Acl[],
  identities: readonly Identity[],
  path: string,
): readonly Acl[] {
  const kept = new Map<string, Acl>();
  const keep = (entry: Acl) => {
    kept.set(`${entry.permissions} ${entry.scheme} ${entry.id}`, entry);
  };
  for (const entry of acl) {
    if (entry.scheme === 'auth') {
      const proved = identities.filter(({ scheme }) => scheme === 'digest');
      if (proved.length === 0) throw new ZooKeeperError('INVALIDACL', path);
      for (const { scheme, id } of proved) keep({ permissions: entry.permissions, scheme, id });
    } else if (isValid(entry)) {
      keep(entry);
    } else {
      throw new ZooKeeperError('INVALIDACL', path);
    }
  }
  if (kept.size === 0) throw new ZooKeeperError('INVALIDACL', path);
  return shared([...kept.values()]);
}

/** The ACL as someone sees it who may not change it: without the digests of passwords. */
export function withoutDigests(acl: readonly Acl[]): Acl[] {
  return acl.map((entry) =>
    entry.scheme === 'digest' ? { ...entry, id: entry.id.replace(/:.*/s, ':x') } : entry,
  );
}

function isAnyone(entry: Acl): boolean {
  return entry.scheme === 'world' && entry.id === 'anyone';
}

function isValid(entry: Acl): boolean {
  if (entry.scheme === 'digest') return /^[^:]*:[^:]+$/.test(entry.id);
  if (entry.scheme === 'ip') return isIpPattern(entry.id);
  return isAnyone(entry);
}

function matches(entry: Acl, identity: Identity): boolean {
  if (entry.scheme !== identity.scheme) return false;
  return entry.scheme === 'ip' ? ipMatches(entry.id, identity.id) : entry.id === identity.id;
}
