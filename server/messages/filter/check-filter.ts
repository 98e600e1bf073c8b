import type { RecordFilter } from '../../contract/messages/reading.ts';
import { UserError } from '../../node/user-error.ts';
import { checkExpression } from './expression.ts';
import { fieldTest } from './field-condition.ts';

/** @throws UserError that says what is wrong with a filter: a field, a pattern, the expression, the time */
export function checkFilter({ fields, headers, expression, time }: RecordFilter): void {
  for (const field of fields ?? []) fieldTest(field);
  for (const { name } of headers ?? [])
    if (name === '') throw new UserError('A header that is looked for has no name.');
  if (expression) checkExpression(expression);
  if (time !== undefined && !(time.from < time.to))
    throw new UserError('The time that is looked for ends before it begins.');
}
