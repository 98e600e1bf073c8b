/** A value that the message cannot carry: a missing field, a wrong type, a number out of range. */
export class EncodeError extends Error {
  /** The message and version that was being encoded, such as `FetchRequest v12`. */
  readonly subject: string;
  /** The field, such as `topics[2].partitions[0].fetchOffset`; empty for the message as a whole. */
  readonly field: string;

  constructor(subject: string, field: string, reason: string) {
    super(`${subject}: ${field === '' ? '' : `${field}: `}${reason}`);
    this.name = 'EncodeError';
    this.subject = subject;
    this.field = field;
  }
}
