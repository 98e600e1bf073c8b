/** A failure that is said as it is, without `Error:` before it (Kafka's TerseException). */
export class TerseError extends Error {
  override readonly name = 'TerseError';
}
