import { describe, expect, test } from 'vitest';
import type { CellOutput } from '../../../../server/contract/kernel.ts';
import {
  CellOutputs,
  LONGEST_STREAM,
  LONGEST_TAIL,
  PERIOD_MS,
} from '../../../../server/kernel/outputs/cell-outputs.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';

function outputsWith(isTaken = () => true) {
  const clock = new ManualClock();
  const sent: CellOutput[] = [];
  const outputs = new CellOutputs({ clock, isTaken, send: (output) => sent.push(output) });
  return { clock, sent, outputs };
}

const chart = (series: string, x: number, type: 'line' | 'bar' = 'line'): CellOutput => ({
  kind: 'display',
  event: {
    ...{ kind: 'chart', id: 'c', title: '', batchTime: x, type, keep: 2 },
    points: [{ series, x, y: x }],
  },
});

describe('outputs of a cell', () => {
  test('come at once, and then ten times a second', async () => {
    const { clock, sent, outputs } = outputsWith();
    outputs.print('stdout', 'a');
    expect(sent).toEqual([{ kind: 'stream', name: 'stdout', text: 'a' }]);
    for (let i = 0; i < 1000; i++) {
      outputs.print('stdout', 'b');
      await clock.advance(1);
    }
    expect(sent.length).toBe(1 + 1000 / PERIOD_MS);
    expect(clock.pending).toBe(0);
  });

  test('come while a loop does not let go of the thread', async () => {
    const { clock, sent, outputs } = outputsWith();
    outputs.print('stdout', 'a');
    outputs.print('stdout', 'b');
    // Time passes, and no timer can run.
    const passed = clock.sleep(PERIOD_MS);
    outputs.print('stdout', 'c');
    expect(sent.length).toBe(2);
    await passed;
    expect(sent).toMatchObject([{ text: 'a' }, { text: 'bc' }]);
  });

  test('keep the order of what was printed and shown', () => {
    const { sent, outputs } = outputsWith();
    outputs.print('stdout', '0');
    outputs.print('stdout', '1');
    outputs.print('stderr', '2');
    outputs.show({ kind: 'value', id: 'v', data: {} });
    outputs.print('stderr', '3');
    outputs.flush();
    expect(sent.slice(1)).toMatchObject([
      { text: '1' },
      { text: '2' },
      { kind: 'value' },
      { text: '3' },
    ]);
  });

  test('of the same id replace each other, and points of a line come together', async () => {
    const { clock, sent, outputs } = outputsWith();
    outputs.print('stdout', '0');
    for (let x = 1; x <= 4; x++) outputs.show(chart('a', x));
    outputs.show(chart('b', 9));
    outputs.show({ kind: 'text', id: 't', text: 'old' });
    outputs.show({ kind: 'text', id: 't', text: 'new' });
    await clock.advance(PERIOD_MS);
    expect(sent.slice(1)).toMatchObject([
      { event: { points: [{ x: 3 }, { x: 4 }, { series: 'b' }] } },
      { kind: 'text', text: 'new' },
    ]);
    outputs.show(chart('a', 1, 'bar'));
    outputs.show(chart('a', 2, 'bar'));
    await clock.advance(PERIOD_MS);
    expect(sent.at(-1)).toMatchObject({ event: { points: [{ x: 2 }] } });
  });

  test('without end are shown by their last lines, in one place', async () => {
    const { clock, sent, outputs } = outputsWith();
    const line = `${'x'.repeat(99)}\n`;
    const lines = LONGEST_STREAM / 100 + 10_000;
    for (let i = 0; i < lines; i++) outputs.print('stdout', line);
    await clock.advance(PERIOD_MS);
    const last = sent.at(-1);
    expect(last).toMatchObject({ kind: 'text', id: 'stdout' });
    const text = last?.kind === 'text' ? last.text : '';
    expect(text.length).toBeLessThan(LONGEST_TAIL + 100);
    expect(text).toMatch(/^… [\d,]+ earlier lines\n(x{99}\n)+$/);
  });

  test('of a job are in place from the beginning', async () => {
    const { clock, sent, outputs } = outputsWith();
    outputs.printInPlace();
    outputs.print('stdout', 'a\n');
    await clock.advance(PERIOD_MS);
    outputs.print('stdout', 'b\n');
    await clock.advance(PERIOD_MS);
    expect(sent).toEqual([
      { kind: 'text', id: 'stdout', text: 'a\n' },
      { kind: 'text', id: 'stdout', text: 'a\nb\n' },
    ]);
  });

  test('wait while nobody takes them, within their bounds', async () => {
    let isTaken = false;
    const { clock, sent, outputs } = outputsWith(() => isTaken);
    for (let i = 0; i < 100; i++) {
      outputs.show({ kind: 'text', id: 't', text: `${i}` });
      await clock.advance(PERIOD_MS);
    }
    expect(sent).toEqual([]);
    isTaken = true;
    await clock.advance(PERIOD_MS);
    expect(sent).toEqual([{ kind: 'text', id: 't', text: '99' }]);
  });

  test('are so many values, and no more', () => {
    const { sent, outputs } = outputsWith();
    for (let i = 0; i < 2000; i++) outputs.show({ kind: 'value', id: `${i}`, data: {} });
    outputs.flush();
    expect(sent.filter(({ kind }) => kind === 'value').length).toBe(500);
    expect(sent.filter(({ kind }) => kind === 'stream').length).toBe(1);
  });
});
