/**
 * Control records (KIP-98): records of a control batch that tell readers where transactions
 * end. Key: version int16, type int16. Value of a transaction's end (EndTxnMarker):
 * version int16, coordinatorEpoch int32.
 */
import { readInt16, readInt32, writeInt16, writeInt32 } from './big-endian.ts';
import type { Compression } from './compression.ts';
import { encodeBatch } from './record-batch.ts';
import { RecordsError } from './records-error.ts';

/** Types of control records under Kafka's names (ControlRecordType). */
export const ControlRecordType = {
  abort: 0,
  commit: 1,
  leaderChange: 2,
  snapshotHeader: 3,
  snapshotFooter: 4,
  kraftVersion: 5,
  kraftVoters: 6,
} as const;

const CURRENT_KEY_VERSION = 0;
const CURRENT_MARKER_VERSION = 0;

export interface EndTxnMarker {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly committed: boolean;
  /** Epoch of the transaction coordinator that wrote it. */
  readonly coordinatorEpoch: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

export function encodeControlKey(type: number): Uint8Array {
  const key = new Uint8Array(4);
  writeInt16(key, 0, CURRENT_KEY_VERSION);
  writeInt16(key, 2, type);
  return key;
}

/**
 * The type of a control record, from its key; a number of `ControlRecordType` or one that is
 * not known yet, which readers skip.
 * @throws RecordsError INVALID_RECORD if the key is none of a control record.
 */
export function decodeControlKey(key: Uint8Array | null): number {
  if (key === null || key.length < 4 || readInt16(key, 0) < 0) {
    throw new RecordsError('INVALID_RECORD', 'Malformed key of a control record');
  }
  return readInt16(key, 2);
}

/** The batch that ends a producer's transaction in a partition. */
export function encodeEndTxnMarker(marker: EndTxnMarker, compression: Compression): Uint8Array {
  const value = new Uint8Array(6);
  writeInt16(value, 0, CURRENT_MARKER_VERSION);
  writeInt32(value, 2, marker.coordinatorEpoch);
  const key = encodeControlKey(
    marker.committed ? ControlRecordType.commit : ControlRecordType.abort,
  );
  return encodeBatch(
    {
      records: [{ timestamp: marker.timestamp, key, value }],
      producerId: marker.producerId,
      producerEpoch: marker.producerEpoch,
      isTransactional: true,
      isControl: true,
    },
    compression,
  );
}

/**
 * Reads key and value of a control record that ends a transaction.
 * @throws RecordsError INVALID_RECORD if they are of no such record.
 */
export function decodeEndTxnMarker(
  key: Uint8Array | null,
  value: Uint8Array | null,
): Pick<EndTxnMarker, 'committed' | 'coordinatorEpoch'> {
  const type = decodeControlKey(key);
  if (type !== ControlRecordType.abort && type !== ControlRecordType.commit) {
    throw new RecordsError('INVALID_RECORD', `A control record of type ${type} ends nothing`);
  }
  if (value === null || value.length < 6 || readInt16(value, 0) < CURRENT_MARKER_VERSION) {
    throw new RecordsError('INVALID_RECORD', 'Malformed value of an end-of-transaction marker');
  }
  return {
    committed: type === ControlRecordType.commit,
    coordinatorEpoch: readInt32(value, 2),
  };
}
