/**
 * What `Znode.ephemeralOwner` says of a znode (Apache ZooKeeper's `EphemeralType`): the session of an ephemeral
 * one, the mark of a container, a time to live, or nothing.
 */

export const NO_OWNER = 0n;
/** The owner of containers: the lowest int64. */
export const CONTAINER_OWNER = -0x8000_0000_0000_0000n;
/** Longest time to live in milliseconds: 40 bits, about 34 years. */
export const MAX_TTL = 0xff_ffff_ffff;

const TTL_MARK = 0xff;

export type OwnerKind = 'none' | 'session' | 'container' | 'ttl';

export function ownerKind(owner: bigint): OwnerKind {
  if (owner === NO_OWNER) return 'none';
  if (owner === CONTAINER_OWNER) return 'container';
  return Number((owner >> 56n) & 0xffn) === TTL_MARK ? 'ttl' : 'session';
}

/** The owner of a znode that lives `ttl` milliseconds. */
export function ttlOwner(ttl: number): bigint {
  return BigInt.asIntN(64, (BigInt(TTL_MARK) << 56n) | BigInt(ttl));
}

/** The time to live that an owner of kind `ttl` stands for, in milliseconds. */
export function ttlOf(owner: bigint): number {
  return Number(owner & BigInt(MAX_TTL));
}
