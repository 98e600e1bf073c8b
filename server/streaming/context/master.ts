import type { Environment } from '../environment.ts';

/** The number of partitions and of tasks under way that a master stands for. */
export function parseMaster(master: string, { cores, logger }: Environment): number {
  const match = /^local(?:\[\s*(\*|\d+)\s*(?:,\s*(?:\d+|\*)\s*)?\])?$/.exec(master.trim());
  if (match === null) {
    logger.warn(`Master ${master} is not reached from here: the job runs locally, as local[*].`);
    return Math.max(1, cores);
  }
  const [, threads = '1'] = match;
  return threads === '*' ? Math.max(1, cores) : Math.max(1, Number(threads));
}
