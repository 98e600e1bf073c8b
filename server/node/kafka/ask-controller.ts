import { setTimeout as sleep } from 'node:timers/promises';
import { ErrorCode } from '../../protocol/errors.ts';
import type { Infer, InferInput, Message } from '../../protocol/schema.ts';
import type { Cluster } from './cluster.ts';

const ATTEMPTS = 50;
const PAUSE_MS = 100;

/**
 * Asks the controller, and again while the cluster has none or another broker has become it.
 * @param codesOf the error codes in an answer
 * @throws UserError
 */
export async function askController<Req extends Message, Res extends Message>(
  cluster: Cluster,
  request: Req,
  response: Res,
  body: InferInput<Req>,
  codesOf: (answer: Infer<Res>) => readonly number[],
): Promise<Infer<Res>> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await cluster.request('controller', request, response, body);
    if (attempt === ATTEMPTS || !codesOf(answer).includes(ErrorCode.NOT_CONTROLLER)) return answer;
    await sleep(PAUSE_MS);
    await cluster.findController();
  }
}
