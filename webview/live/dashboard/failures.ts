import type { BatchProgress, Failure } from '../../../server/contract/streaming-progress.ts';
import { t } from '../../ui/text.ts';

/** What was thrown with what caused it, as people read it in a terminal. */
export function failureText({ name, message, stack, cause }: Failure): string {
  const head = name === '' ? message : `${name}: ${message}`;
  const lines = stack === '' ? [head] : [head, stack];
  return [...lines, ...(cause === null ? [] : [t('Caused by: {0}', failureText(cause))])].join(
    '\n',
  );
}

/** What the user's code threw: the innermost cause, in one line. */
export function rootMessage(failure: Failure): string {
  let root = failure;
  while (root.cause !== null) root = root.cause;
  const message = root.name === '' ? root.message : `${root.name}: ${root.message}`;
  return message.split('\n', 1)[0] ?? message;
}

/** Everything that went wrong in a batch, under the name of where it did. */
export function failuresOf(batch: BatchProgress): { where: string; failure: Failure }[] {
  const own = batch.failure === null ? [] : [{ where: t('The batch'), failure: batch.failure }];
  const ofOutputs = batch.outputs.flatMap(({ name, failure }) =>
    failure === null ? [] : [{ where: name, failure }],
  );
  return [...own, ...ofOutputs];
}

/** `2/3`: how many output operations are done, of how many. */
export function outputsText({ outputs }: BatchProgress): string {
  const done = outputs.filter(({ status }) => status === 'completed').length;
  return `${done}/${outputs.length}`;
}
