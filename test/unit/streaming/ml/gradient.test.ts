import { describe, expect, test } from 'vitest';
import { type Gradient, leastSquares, logistic } from '../../../../server/streaming/ml/gradient.ts';
import { LabeledPoint } from '../../../../server/streaming/ml/labeled-point.ts';
import { fc } from '../../../harness/fast-check.ts';

const number = fc.double({ min: -3, max: 3, noNaN: true });
const three = fc.tuple(number, number, number);

function lossOf(gradient: Gradient, point: LabeledPoint, weights: readonly number[]): number {
  return gradient(point, weights, [0, 0, 0]);
}

describe.each([
  { name: 'least squares', gradient: leastSquares, label: number },
  { name: 'logistic', gradient: logistic, label: fc.constantFrom(0, 1) },
])('$name', ({ gradient, label }) => {
  test('the gradient is how the loss changes with each weight', () => {
    fc.assert(
      fc.property(label, three, three, (y, x, weights) => {
        const sum = [10, 20, 30];
        gradient(LabeledPoint(y, x), weights, sum);
        for (let i = 0; i < 3; i++) {
          const moved = (by: number) => weights.map((w, at) => (at === i ? w + by : w));
          const up = lossOf(gradient, LabeledPoint(y, x), moved(1e-5));
          const down = lossOf(gradient, LabeledPoint(y, x), moved(-1e-5));
          expect(sum[i]! - 10 * (i + 1)).toBeCloseTo((up - down) / 2e-5, 4);
        }
      }),
    );
  });
});

test('the logistic loss is that of the likelihood, and finite where that has no number', () => {
  const likelihood = (sum: number) => 1 / (1 + Math.exp(-sum));
  expect(lossOf(logistic, LabeledPoint(1, [2, 0, 0]), [0.5, 0, 0])).toBeCloseTo(
    -Math.log(likelihood(1)),
  );
  expect(lossOf(logistic, LabeledPoint(0, [2, 0, 0]), [0.5, 0, 0])).toBeCloseTo(
    -Math.log(1 - likelihood(1)),
  );
  expect(lossOf(logistic, LabeledPoint(0, [1000, 0, 0]), [1, 0, 0])).toBe(1000);
  expect(lossOf(logistic, LabeledPoint(1, [-1000, 0, 0]), [1, 0, 0])).toBe(1000);
});
