// How programs are written that have state: what has to be annotated, and what comes out.

import { expectTypeOf, test } from 'vitest';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import type { RDD } from '../../../../server/streaming/rdd/rdd.ts';
import type { State } from '../../../../server/streaming/state/state.ts';
import { StateSpec } from '../../../../server/streaming/state/state-spec.ts';

declare const words: DStream<readonly [string, number]>;
declare const numbers: DStream<number>;
declare const initial: RDD<readonly [string, number]>;

test('programs', () => {
  // Never called: only its types count.
  const program = () => {
    const counts = words.updateStateByKey((values, count: number | undefined) =>
      values.reduce((a, b) => a + b, count ?? 0),
    );
    expectTypeOf(counts).toEqualTypeOf<DStream<readonly [string, number]>>();
    const defaulted = words.updateStateByKey(
      (values, count = 0) => count + values.length,
      2,
      initial,
    );
    expectTypeOf(defaulted).toEqualTypeOf<DStream<readonly [string, number]>>();
    const pairs = words.updateStateByKey((values, state: readonly [number, number] = [0, 0]) => [
      state[0] + values.length,
      state[1] + 1,
    ]);
    expectTypeOf(pairs).toEqualTypeOf<DStream<readonly [string, readonly [number, number]]>>();
    const forgetful = words.updateStateByKey((values, seen: Date | undefined) =>
      values.length === 0 ? undefined : (seen ?? new Date()),
    );
    expectTypeOf(forgetful).toEqualTypeOf<DStream<readonly [string, Date]>>();

    const spec = StateSpec.function(
      (word: string, one: number | undefined, state: State<number>) => {
        const sum = (one ?? 0) + (state.getOption() ?? 0);
        state.update(sum);
        return [word, sum];
      },
    );
    const mapped = words.mapWithState(spec.initialState(initial).numPartitions(2).timeout(30));
    expectTypeOf(mapped.stateSnapshots()).toEqualTypeOf<DStream<readonly [string, number]>>();
    mapped.map(([word, sum]) => `${word.toUpperCase()} ${sum.toFixed()}`).pprint();

    // @ts-expect-error: there is no key.
    numbers.updateStateByKey(() => 1);
    // @ts-expect-error: there is no key.
    numbers.mapWithState(spec);
  };
  expectTypeOf(program).returns.toBeVoid();
});
