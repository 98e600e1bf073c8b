// @platformatic/kafka in a process of its own.

import { run } from '../../harness/child.ts';
import { node } from '../../harness/places.ts';
import type { Load, LoadClient } from './load.ts';

export const platformaticClient: LoadClient = {
  produce: (load) => secondsOf('produce', load),
  fetch: (load) => secondsOf('fetch', load),
};

async function secondsOf(what: string, load: Load): Promise<number> {
  const program = new URL('platformatic-program.ts', import.meta.url).pathname;
  const { stdout } = await run(node, [program, what, JSON.stringify(load)], { timeoutMs: 300_000 });
  return Number(stdout);
}
