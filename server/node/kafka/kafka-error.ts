import { protocolErrors } from '@platformatic/kafka';
import { ErrorCode, errorName } from '../../protocol/errors.ts';
import { UserError } from '../user-error.ts';

/** What a broker refused, in its own words or else in those that Kafka has for the code. */
export class KafkaError extends UserError {
  override readonly name: string = 'KafkaError';
  readonly code: number;

  constructor(code: number, message?: string | null) {
    super(messageOf(code, message));
    this.code = code;
  }
}

/** @throws KafkaError unless the code is 0 */
export function throwIfError(errorCode: number, errorMessage?: string | null): void {
  if (errorCode !== ErrorCode.NONE) throw new KafkaError(errorCode, errorMessage);
}

function messageOf(code: number, message: string | null | undefined): string {
  const name = errorName(code);
  if (message && message !== name) return message;
  return (protocolErrors as Record<string, { message: string }>)[name]?.message ?? name;
}
