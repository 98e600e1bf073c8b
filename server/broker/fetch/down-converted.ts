import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { Compression } from '../../protocol/records/compression.ts';
import { downConvert } from '../../protocol/records/message-set.ts';
import type { PartitionRead } from './read-partitions.ts';

/**
 * What was read, in the format that clients of old Fetch versions know: message sets of magic 0 for
 * versions 0 and 1, of magic 1 for 2 and 3.
 */
export function downConverted(
  read: PartitionRead,
  fetchVersion: number,
  compression: Compression,
): { errorCode: number; records: readonly Uint8Array[] } {
  if (read.bytes === 0) return { errorCode: ErrorCode.NONE, records: [] };
  if (read.partition?.config.get('message.downconversion.enable') === false) {
    return { errorCode: ErrorCode.UNSUPPORTED_VERSION, records: [] };
  }
  const magic = fetchVersion <= 1 ? 0 : 1;
  try {
    return { errorCode: ErrorCode.NONE, records: downConvert(read.records, magic, compression) };
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    return { errorCode: error.code, records: [] };
  }
}
