import { describe, expect, test } from 'vitest';
import { sparkShape } from '../../../webview/ui/spark-line.ts';

const box = { from: 0, to: 100_000, width: 100, height: 23 };
const at = (time: number, value: number) => ({ time: time * 1000, value });

describe('a spark line', () => {
  test('goes from 0 at the bottom to the highest value at the top', () => {
    const { line, area } = sparkShape([at(0, 0), at(4, 10), at(8, 5)], box);
    expect(line).toBe('M0 21.5L4 1.5L8 11.5');
    expect(area).toBe('M0 23L0 21.5L4 1.5L8 11.5L8 23Z');
  });

  test('lies at the bottom where everything is 0', () => {
    expect(sparkShape([at(1, 0), at(2, 0)], box).line).toBe('M1 21.5L2 21.5');
  });

  test('is broken where nothing was known, and a single point is seen', () => {
    expect(sparkShape([at(0, 1), at(2, 1), at(60, 1)], box).line).toBe(
      'M0 1.5L2 1.5M60 1.5L61 1.5',
    );
  });

  test('has the highest of what falls into one pixel', () => {
    const points = [at(0, 5), at(0.3, 10), at(0.6, 0), at(2, 5)];
    expect(sparkShape(points, box).line).toBe('M0 1.5L2 11.5');
  });

  test('leaves out what is not within its time', () => {
    expect(sparkShape([at(-5, 1), at(200, 1)], box)).toEqual({ line: '', area: '' });
  });
});
