import { describe, expect, test } from 'vitest';
import { LabeledPoint } from '../../../../server/streaming/ml/labeled-point.ts';
import { Vectors } from '../../../../server/streaming/ml/vectors.ts';

describe('the text form', () => {
  test.each([
    ['(1.0,[0.5,2.0])', LabeledPoint(1, [0.5, 2])],
    ['(-2.5,[])', LabeledPoint(-2.5, [])],
    ['(0.0,(3,[1],[4.0]))', LabeledPoint(0, Vectors.sparse(3, [1], [4]))],
  ])('%s', (text, point) => {
    expect(LabeledPoint.stringify(point)).toBe(text);
    expect(LabeledPoint.parse(text)).toEqual(point);
  });

  test('spaces do not matter, and the older form is read too', () => {
    expect(LabeledPoint.parse(' ( 1 , [0.5, 2] ) ')).toEqual(LabeledPoint(1, [0.5, 2]));
    expect(LabeledPoint.parse('1.0, 0.5 -2')).toEqual(LabeledPoint(1, [0.5, -2]));
  });

  test.each([
    '',
    '1.0',
    '(1.0)',
    '(1.0,2.0)',
    '(1,[2],3)',
    '1,2,3',
    '1,a b',
    '([1],[2])',
    '(1,[2]',
  ])('%j is none', (text) => expect(() => LabeledPoint.parse(text)).toThrow(/Cannot parse/));
});
