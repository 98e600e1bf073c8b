/** A request that cannot be answered, so that its connection has to be closed; the message says why. */
export class UnservableRequest extends Error {
  override readonly name = 'UnservableRequest';
}
