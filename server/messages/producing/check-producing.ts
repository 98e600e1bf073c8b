import type { ProducingOptions } from '../../contract/messages/producing.ts';
import { UserError } from '../../node/user-error.ts';

/** Records a second at most: more than any broker takes from one producer. */
const FASTEST = 1_000_000;

/** @throws UserError for what cannot be sent, before anything is */
export function checkProducing({
  topic,
  partition,
  acks,
  idempotent,
  repetition,
  template,
}: ProducingOptions): void {
  if (topic === '') throw new UserError('No topic has been chosen.');
  if (idempotent && acks !== -1) {
    throw new UserError(
      'Idempotence needs the acknowledgement of all: choose acks all, or no idempotence.',
    );
  }
  if (partition.kind === 'explicit' && !isWhole(partition.partition, 0)) {
    throw new UserError('A partition is a whole number from 0 on.');
  }
  if (repetition.count !== undefined && !isWhole(repetition.count, 1)) {
    throw new UserError('How often to send is a whole number from 1 on.');
  }
  if (
    repetition.kind === 'rate' &&
    !(repetition.perSecond > 0 && repetition.perSecond <= FASTEST)
  ) {
    throw new UserError(
      `A rate is a number of records a second, more than 0 and at most ${FASTEST}.`,
    );
  }
  if (template.timestamp !== undefined && !isWhole(template.timestamp, 0)) {
    throw new UserError('A timestamp is a whole number of milliseconds since 1970.');
  }
  if (template.headers.some(({ name }) => name === '')) {
    throw new UserError('A header has no name: name it, or take it away.');
  }
}

function isWhole(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}
