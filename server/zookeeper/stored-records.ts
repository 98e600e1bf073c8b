import { StoreError } from '../storage/store-error.ts';
import { JuteReader, JuteWriter } from './jute.ts';
import type { Session } from './sessions.ts';
import { type Acl, shared, type Znode } from './znode.ts';

/*
 * The values that the coordination service keeps in its store, in Jute. Decoders throw a JuteError where the
 * bytes are something else.
 */

/** Goes up with every change of these records that an older version would misread. */
const FORMAT = 1;

export function encodeMeta(lastZxid: number): Uint8Array {
  return new JuteWriter().int(FORMAT).long(lastZxid).finish();
}

/** The last transaction that is in the store. @throws StoreError `newer-format` */
export function decodeMeta(bytes: Uint8Array): number {
  const from = new JuteReader(bytes);
  const format = from.int();
  if (format > FORMAT) {
    throw new StoreError(
      'newer-format',
      `The coordination service's data were written by a newer version (format ${format}, ` +
        `this one reads up to ${FORMAT}). Update, or choose another data directory.`,
    );
  }
  return from.long();
}

/** Without the names of its children: those are znodes of their own. */
export function encodeZnode(znode: Znode): Uint8Array {
  return new JuteWriter(128 + (znode.data?.length ?? 0))
    .buffer(znode.data)
    .vector(znode.acl, writeAcl)
    .long(znode.czxid)
    .long(znode.mzxid)
    .long(znode.pzxid)
    .long(znode.ctime)
    .long(znode.mtime)
    .int(znode.version)
    .int(znode.aversion)
    .int(znode.creations)
    .id(znode.ephemeralOwner)
    .finish();
}

export function decodeZnode(bytes: Uint8Array): Znode {
  const from = new JuteReader(bytes);
  return {
    data: from.buffer(),
    acl: shared(from.vector(readAcl)),
    czxid: from.long(),
    mzxid: from.long(),
    pzxid: from.long(),
    ctime: from.long(),
    mtime: from.long(),
    version: from.int(),
    aversion: from.int(),
    creations: from.int(),
    ephemeralOwner: from.id(),
    children: undefined,
  };
}

export function encodeSession(session: Session): Uint8Array {
  return new JuteWriter().buffer(session.password).int(session.timeout).finish();
}

export function decodeSession(bytes: Uint8Array): { password: Uint8Array; timeout: number } {
  const from = new JuteReader(bytes);
  return { password: from.buffer() ?? new Uint8Array(0), timeout: from.int() };
}

/** An ACL entry, on the wire as in the store. */
export function writeAcl(acl: Acl, to: JuteWriter): void {
  to.int(acl.permissions).text(acl.scheme).text(acl.id);
}

export function readAcl(from: JuteReader): Acl {
  return { permissions: from.int(), scheme: from.text(), id: from.text() };
}
