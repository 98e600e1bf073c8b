/** The codes (of Kafka's `Errors`) with which records are refused, under Kafka's names. */
export const RecordsErrorCode = {
  CORRUPT_MESSAGE: 2,
  MESSAGE_TOO_LARGE: 10,
  RECORD_LIST_TOO_LARGE: 18,
  INVALID_TIMESTAMP: 32,
  INVALID_REQUEST: 42,
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 43,
  UNSUPPORTED_COMPRESSION_TYPE: 76,
  INVALID_RECORD: 87,
} as const;

export type RecordsErrorName = keyof typeof RecordsErrorCode;

/** One refused record of a batch (KIP-467). */
export interface RecordError {
  /** Index of the record within its batch. */
  readonly batchIndex: number;
  readonly batchIndexErrorMessage: string | null;
}

/** Records that cannot be read, or that a broker does not accept. */
export class RecordsError extends Error {
  override readonly name = 'RecordsError';
  /** The error code of the protocol. */
  readonly code: number;
  readonly errorName: RecordsErrorName;
  /** The records that caused it, where single records did. */
  readonly recordErrors: readonly RecordError[];

  constructor(
    errorName: RecordsErrorName,
    message: string,
    recordErrors: readonly RecordError[] = [],
  ) {
    super(message);
    this.code = RecordsErrorCode[errorName];
    this.errorName = errorName;
    this.recordErrors = recordErrors;
  }
}
