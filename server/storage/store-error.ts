/**
 * - `locked`: another process (or another store of this one) has it open
 * - `unreadable`: it is not a store, is damaged, or may not be accessed
 * - `newer-format`: a later version wrote it
 * - `disk-full`: no room to open it or to write; it works again when there is room
 * - `failed`: anything else that the system reports, such as a broken disk
 */
export type StoreErrorKind = 'locked' | 'unreadable' | 'newer-format' | 'disk-full' | 'failed';

/** What a store could not do. The message says what happened and what to do; the data stays. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: StoreErrorKind;

  constructor(kind: StoreErrorKind, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}
