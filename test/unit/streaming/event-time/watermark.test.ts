import { describe, expect, test } from 'vitest';
import { Watermark } from '../../../../server/streaming/event-time/watermark.ts';

const NONE = Number.NEGATIVE_INFINITY;

describe('of one input', () => {
  test('it is the latest event less the delay, and never goes back', () => {
    const watermark = new Watermark([{ delay: 5, idleAfter: undefined }], 10);
    expect(watermark.after(10)).toBe(NONE);
    watermark.start(100);
    watermark.observe(110, 0, 50);
    watermark.observe(110, 0, 40);
    watermark.observe(120, 0, 30);
    watermark.observe(130, 0, 60);
    expect([100, 110, 120, 130, 200].map((batch) => watermark.after(batch))).toEqual([
      ...[NONE, 45, 45, 55, 55],
    ]);
    watermark.forget(120);
    expect([120, 130].map((batch) => watermark.after(batch))).toEqual([45, 55]);
  });
});

describe('of several inputs', () => {
  const inputs = [
    { delay: 0, idleAfter: undefined },
    { delay: 10, idleAfter: 30 },
  ];

  test('it is the least, once all have had events or are idle', () => {
    const watermark = new Watermark(inputs, 10);
    watermark.start(0);
    for (const batch of [10, 20, 30, 40]) watermark.observe(batch, 0, batch * 10);
    expect([10, 20, 30, 40].map((batch) => watermark.after(batch))).toEqual([NONE, NONE, 300, 400]);
    watermark.observe(50, 1, 420);
    expect(watermark.after(50)).toBe(400);
    watermark.observe(60, 0, 600);
    watermark.observe(60, 1, 500);
    expect(watermark.after(60)).toBe(490);
  });

  test('it goes on from what was kept, with inputs that are new', () => {
    const before = new Watermark(inputs.slice(0, 1), 10);
    before.start(0);
    before.observe(10, 0, 100);
    const after = new Watermark(inputs, 10);
    after.start(20, before.stateAfter(20));
    after.observe(30, 0, 300);
    expect([20, 30, 40, 50].map((batch) => after.after(batch))).toEqual([100, 100, 100, 300]);
  });
});
