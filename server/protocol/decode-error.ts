/** Bytes that are not the message they should be. */
export class DecodeError extends Error {
  /** The message and version that was being decoded, such as `FetchRequest v12`. */
  readonly subject: string;
  /** The field, such as `topics[2].partitions[0].fetchOffset`; empty for the message as a whole. */
  readonly field: string;
  /** Where the offending bytes begin, counted from the first byte of the message. */
  readonly offset: number;

  constructor(subject: string, field: string, offset: number, reason: string) {
    super(`${subject}: ${field === '' ? '' : `${field} `}at byte ${offset}: ${reason}`);
    this.name = 'DecodeError';
    this.subject = subject;
    this.field = field;
    this.offset = offset;
  }
}
