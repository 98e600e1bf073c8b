import type { Computation } from '../computation.ts';

/** Values of the program's, cut into partitions of about the same size (Spark's ParallelCollectionRDD). */
export function parallelCollection<T>(values: readonly T[], partitions: number): Computation<T> {
  return sliced(values.length, partitions, (start, end) => values.slice(start, end));
}

/** The whole numbers `start`, `start + step` …, which are made when they are needed. */
export function numberRange(
  start: number,
  step: number,
  count: number,
  partitions: number,
): Computation<number> {
  return sliced(count, partitions, (from, to) => {
    const numbers = new Array<number>(to - from);
    for (let i = from; i < to; i++) numbers[i - from] = start + i * step;
    return numbers;
  });
}

function sliced<T>(
  length: number,
  partitions: number,
  slice: (start: number, end: number) => readonly T[],
): Computation<T> {
  return {
    ...{ kind: 'ParallelCollectionRDD', parents: [], partitions, size: length },
    compute: (partition) =>
      slice(
        Math.floor((partition * length) / partitions),
        Math.floor(((partition + 1) * length) / partitions),
      ),
  };
}
