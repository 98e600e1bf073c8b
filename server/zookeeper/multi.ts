import type { Operation } from './coordination.ts';
import type { ErrorName } from './errors.ts';
import { JuteError, type JuteReader, type JuteWriter } from './jute.ts';
import { acl, createMode, errorCode, multiHeader, stat } from './messages.ts';
import { OpCode } from './op-code.ts';
import type { Codec } from './records.ts';
import { openAcl, type Stat } from './znode.ts';

/** One operation of a multi, or of a multi that reads, and the code that it has on the wire. */
export interface MultiItem {
  readonly code: number;
  readonly operation: Operation | ReadOperation;
}

export interface ReadOperation {
  readonly type: 'getData' | 'getChildren';
  readonly path: string;
}

/** The result of one operation. A creation's has a stat unless it was asked for with `OpCode.create`. */
export type MultiResult =
  | { readonly type: 'create'; readonly path: string; readonly stat?: Stat }
  | { readonly type: 'delete' }
  | { readonly type: 'setData'; readonly stat: Stat }
  | { readonly type: 'check' }
  | { readonly type: 'getData'; readonly data: Uint8Array | null; readonly stat: Stat }
  | { readonly type: 'getChildren'; readonly children: readonly string[] }
  | { readonly type: 'error'; readonly error: ErrorName };

/** The code under which a client asks for an operation. */
export function multiItem(operation: Operation): MultiItem {
  return { code: codeOf(operation), operation };
}

/** Each operation behind a header (Apache ZooKeeper's `MultiOperationRecord`). */
export const multiRequest: Codec<readonly MultiItem[]> = {
  write: (items, to) => {
    for (const { code, operation } of items) {
      multiHeader.write({ type: code, done: false, err: -1 }, to);
      writeOperation(code, operation, to);
    }
    multiHeader.write({ type: -1, done: true, err: -1 }, to);
  },
  read: (from) => {
    const items: MultiItem[] = [];
    for (;;) {
      const { type, done } = multiHeader.read(from);
      if (done) return items;
      items.push({ code: type, operation: readOperation(type, from) });
    }
  },
};

/** Each result behind a header (Apache ZooKeeper's `MultiResponse`). */
export const multiResponse: Codec<readonly MultiResult[]> = {
  write: (results, to) => {
    for (const result of results) writeResult(result, to);
    multiHeader.write({ type: -1, done: true, err: -1 }, to);
  },
  read: (from) => {
    const results: MultiResult[] = [];
    for (;;) {
      const { type, done } = multiHeader.read(from);
      if (done) return results;
      results.push(readResult(type, from));
    }
  },
};

function codeOf(operation: Operation): number {
  if (operation.type !== 'create') return OpCode[operation.type];
  if (operation.ttl !== undefined) return OpCode.createTtl;
  return operation.mode === 'container' ? OpCode.createContainer : OpCode.create;
}

function writeOperation(code: number, operation: Operation | ReadOperation, to: JuteWriter): void {
  to.text(operation.path);
  switch (operation.type) {
    case 'create':
      to.buffer(operation.data);
      acl.write(operation.acl ?? openAcl, to);
      createMode.write(operation.mode ?? 'persistent', to);
      if (code === OpCode.createTtl) to.long(operation.ttl ?? -1);
      break;
    case 'setData':
      to.buffer(operation.data).int(operation.version ?? -1);
      break;
    case 'delete':
    case 'check':
      to.int(operation.version ?? -1);
      break;
    case 'getData':
    case 'getChildren':
      to.bool(false);
      break;
  }
}

function readOperation(code: number, from: JuteReader): Operation | ReadOperation {
  const path = from.text();
  switch (code) {
    case OpCode.create:
    case OpCode.create2:
    case OpCode.createContainer:
    case OpCode.createTtl: {
      const data = from.buffer();
      const permissions = acl.read(from);
      const mode = createMode.read(from);
      if (mode === undefined) throw new JuteError('A creation with a mode that there is not.');
      const create = { type: 'create', path, data, acl: permissions, mode } as const;
      return code === OpCode.createTtl ? { ...create, ttl: from.long() } : create;
    }
    case OpCode.delete:
      return { type: 'delete', path, version: from.int() };
    case OpCode.setData:
      return { type: 'setData', path, data: from.buffer(), version: from.int() };
    case OpCode.check:
      return { type: 'check', path, version: from.int() };
    case OpCode.getData:
    case OpCode.getChildren:
      from.bool();
      return { type: code === OpCode.getData ? 'getData' : 'getChildren', path };
    default:
      throw new JuteError(`An operation ${code}, which a multi cannot have.`);
  }
}

function writeResult(result: MultiResult, to: JuteWriter): void {
  const head = (type: number) => multiHeader.write({ type, done: false, err: 0 }, to);
  switch (result.type) {
    case 'create':
      head(result.stat === undefined ? OpCode.create : OpCode.create2);
      to.text(result.path);
      if (result.stat !== undefined) stat.write(result.stat, to);
      break;
    case 'delete':
    case 'check':
      head(OpCode[result.type]);
      break;
    case 'setData':
      head(OpCode.setData);
      stat.write(result.stat, to);
      break;
    case 'getData':
      head(OpCode.getData);
      to.buffer(result.data);
      stat.write(result.stat, to);
      break;
    case 'getChildren':
      head(OpCode.getChildren);
      to.vector(result.children, (name) => to.text(name));
      break;
    case 'error':
      to.int(OpCode.error).bool(false);
      errorCode.write(result.error, to);
      errorCode.write(result.error, to);
      break;
  }
}

function readResult(code: number, from: JuteReader): MultiResult {
  switch (code) {
    case OpCode.create:
      return { type: 'create', path: from.text() };
    case OpCode.create2:
      return { type: 'create', path: from.text(), stat: stat.read(from) };
    case OpCode.delete:
      return { type: 'delete' };
    case OpCode.check:
      return { type: 'check' };
    case OpCode.setData:
      return { type: 'setData', stat: stat.read(from) };
    case OpCode.getData:
      return { type: 'getData', data: from.buffer(), stat: stat.read(from) };
    case OpCode.getChildren:
      return { type: 'getChildren', children: from.vector(() => from.text()) };
    case OpCode.error:
      return { type: 'error', error: errorCode.read(from) };
    default:
      throw new JuteError(`A result ${code}, which a multi cannot have.`);
  }
}
