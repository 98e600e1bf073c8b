/**
 * Thrown by compiled code for whatever it cannot read or write. It says nothing: the walker goes
 * over the same bytes or value again and throws the error that names field, place and reason.
 */
export const REJECT = new Error('rejected by a compiled codec');
