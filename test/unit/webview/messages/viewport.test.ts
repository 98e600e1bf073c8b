import { describe, expect, test } from 'vitest';
import { RowViewport } from '../../../../webview/messages/table/row-viewport.ts';
import { ScrollScale } from '../../../../webview/messages/table/scroll-scale.ts';
import { fc } from '../../../harness/fast-check.ts';

const ROW = 20;

function viewport(rows: number, height = 400): RowViewport {
  const made = new RowViewport(ROW);
  made.resize(rows, height);
  return made;
}

describe('the scale of a scroller', () => {
  test('is the rows themselves while an element can be as high', () => {
    const scale = new ScrollScale(1000, ROW, 400);
    expect(scale.height).toBe(20_000);
    expect(scale.isScaled).toBe(false);
    expect(scale.rowAt(5000)).toBeCloseTo(250);
    expect(scale.scrollTopOf(250)).toBeCloseTo(5000);
  });

  test('goes from the first row to the last however many there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000_000 }), (rows) => {
        const scale = new ScrollScale(rows, ROW, 400);
        expect(scale.height).toBeLessThanOrEqual(16_000_000);
        expect(scale.rowAt(0)).toBe(0);
        expect(scale.rowAt(scale.height - 400)).toBeCloseTo(Math.max(0, rows - 20));
      }),
    );
  });

  test('does not scroll what is seen as a whole', () => {
    const scale = new ScrollScale(5, ROW, 400);
    expect([scale.lastTop, scale.rowAt(100), scale.scrollTopOf(3)]).toEqual([0, 0, 0]);
  });
});

describe('what is seen', () => {
  test('lies where the browser scrolls it to, without being moved', () => {
    const seen = viewport(1000);
    const before = seen.offsetOf(100);
    seen.scrolledTo(1234);
    expect(seen.offsetOf(100)).toBe(before);
    expect(seen.first).toBe(61);
    expect(seen.isSeen(61)).toBe(true);
    expect(seen.isSeen(82)).toBe(false);
  });

  test('stays when rows come above, and the scroller is not touched', () => {
    const seen = viewport(1000);
    seen.scrolledTo(4000);
    const { scrollTop } = seen;
    const before = seen.offsetOf(205);
    seen.resize(1070, 400);
    seen.moved(70);
    expect(seen.scrollTop).toBe(scrollTop);
    expect(seen.offsetOf(275)).toBe(before);
    seen.settle();
    expect(seen.scrollTop).toBe(5400);
    expect(seen.top).toBeCloseTo(270);
  });

  test('can be scrolled to the first row after rows have come above', () => {
    const seen = viewport(1000);
    seen.scrolledTo(2000);
    seen.resize(3000, 400);
    seen.moved(2000);
    seen.scrolledTo(0);
    expect(seen.top).toBeCloseTo(2000);
    expect(seen.scrollTop).toBe(40_000);
  });

  test('moves a pixel a pixel by wheel where the scrollbar is a scale', () => {
    const seen = viewport(5_000_000);
    expect(seen.isScaled).toBe(true);
    seen.goTo(1_000_000);
    const before = seen.offsetOf(1_000_003) - seen.scrollTop;
    seen.goTo(seen.top + 60 / ROW);
    expect(seen.offsetOf(1_000_003) - seen.scrollTop).toBe(before - 60);
  });

  test('never leaves the rows', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('scroll'), by: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({ kind: fc.constant('rows'), by: fc.integer({ min: 0, max: 3_000_000 }) }),
      fc.record({ kind: fc.constant('moved'), by: fc.integer({ min: -500, max: 500 }) }),
      fc.record({ kind: fc.constant('reveal'), by: fc.integer({ min: 0, max: 3_000_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const seen = viewport(100);
        for (const { kind, by } of steps) {
          if (kind === 'scroll') seen.scrolledTo(by * Math.max(0, seen.contentHeight - 400));
          else if (kind === 'rows') seen.resize(by, 400);
          else if (kind === 'moved') seen.moved(by);
          else if (by < seen.rows) {
            seen.reveal(by);
            expect(seen.isSeen(by)).toBe(true);
          }
          expect(seen.top).toBeGreaterThanOrEqual(0);
          expect(seen.top).toBeLessThanOrEqual(Math.max(0, seen.rows - 20));
          expect(seen.made.count).toBe(seen.seenCount + 12);
        }
      }),
    );
  });

  test('knows whether it is at an end', () => {
    const seen = viewport(1000);
    expect([seen.atStart, seen.atEnd]).toEqual([true, false]);
    seen.goTo(Number.POSITIVE_INFINITY);
    expect([seen.atStart, seen.atEnd]).toEqual([false, true]);
    expect(viewport(3).atEnd).toBe(true);
  });
});
