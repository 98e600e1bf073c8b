/** What was asked for cannot be done; the message is for the user, and says what to do where it can. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}
