import { ErrorCode, KafkaError } from '../errors.ts';

/** The error codes with which records are refused, by name. */
export type RecordsErrorName =
  | 'CORRUPT_MESSAGE'
  | 'MESSAGE_TOO_LARGE'
  | 'RECORD_LIST_TOO_LARGE'
  | 'INVALID_TIMESTAMP'
  | 'UNSUPPORTED_COMPRESSION_TYPE'
  | 'INVALID_RECORD';

/** One refused record of a batch, named as in Produce responses (KIP-467). */
export interface RecordError {
  /** Index of the record within its batch. */
  readonly batchIndex: number;
  readonly batchIndexErrorMessage: string | null;
}

/** Records that cannot be read, or that a broker does not accept. */
export class RecordsError extends KafkaError {
  override readonly name = 'RecordsError';
  /** The records that caused it, where single records did. */
  readonly recordErrors: readonly RecordError[];

  constructor(name: RecordsErrorName, message: string, recordErrors: readonly RecordError[] = []) {
    super(ErrorCode[name], message);
    this.recordErrors = recordErrors;
  }
}
