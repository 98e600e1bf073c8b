import type { Connections } from './connections.ts';
import { readMetadata } from './metadata.ts';

/** How long the broker may take over a change, in milliseconds. */
export const CHANGE_TIMEOUT = 4_500;

const NOT_CONTROLLER = 41;

/** Asks the controller, and the next one if it has just changed. `codes` are the error codes of the answer. */
export async function onController<T>(
  connections: Connections,
  ask: (controller: number) => Promise<{ answer: T; codes: readonly number[] }>,
): Promise<T> {
  const controller = async () => (await readMetadata(connections, [])).cluster.controller;
  const first = await ask(await controller());
  if (!first.codes.includes(NOT_CONTROLLER)) return first.answer;
  return (await ask(await controller())).answer;
}
