import { describe, expect, test } from 'vitest';
import { dashboardText } from '../../../../webview/live/dashboard/dashboard-text.ts';
import {
  failuresOf,
  failureText,
  rootMessage,
} from '../../../../webview/live/dashboard/failures.ts';
import { histogramOf } from '../../../../webview/live/dashboard/histogram.ts';
import { metricsOf, streamMetrics } from '../../../../webview/live/dashboard/metrics.ts';
import { failure, snapshotAfter } from '../../../harness/streaming-snapshots.ts';

describe('the rows of the dashboard', () => {
  const snapshot = snapshotAfter(60);

  test('compare processing time with the batch interval', () => {
    const row = metricsOf(snapshot).find(({ title }) => title === 'Processing time');
    expect(row?.plot.references).toEqual([{ label: 'batch interval 1 s', value: 1000 }]);
    expect(row?.facts.map(({ name }) => name)).toEqual(['Average', 'p50', 'p95', 'p99']);
  });

  test('are four where neither lag nor state is known', () => {
    const { timeline } = snapshot;
    const bare = {
      ...snapshot,
      timeline: {
        ...timeline,
        lag: timeline.lag.map(() => null),
        stateSize: timeline.stateSize.map(() => 0),
      },
    };
    expect(metricsOf(bare).map(({ title }) => title)).toEqual([
      ...['Input rate', 'Scheduling delay', 'Processing time', 'Total delay'],
    ]);
    expect(
      metricsOf(snapshot)
        .map(({ title }) => title)
        .slice(4),
    ).toEqual(['Consumer lag', 'State size']);
  });

  test('mark the batches that failed', () => {
    const { batchTime } = snapshot.timeline;
    expect(metricsOf(snapshot)[0]?.plot.marks).toEqual([batchTime[55], batchTime[25]]);
  });

  test('there is one for each stream', () => {
    const [orders, socket] = streamMetrics(snapshot);
    expect(orders?.facts.at(-1)?.name).toBe('Lag');
    expect([socket?.title, socket?.facts.at(-1)?.name]).toEqual([
      'socket localhost:9999',
      'Records',
    ]);
  });
});

test('a histogram counts all values that there are', () => {
  expect(histogramOf([0, 1, null, 4.9, 5, 10, 99], 10, 2)).toEqual({
    max: 10,
    counts: [3, 3],
    mostInOne: 3,
  });
});

test('a failure is told from the outside in, and in short by what the user’s code threw', () => {
  expect(failureText(failure)).toBe(
    'JobError: Output operation 1 failed\nCaused by: TypeError: order.total is not a number\n    at Cell 3, line 4, column 17',
  );
  expect(rootMessage(failure)).toBe('TypeError: order.total is not a number');
  const failed = snapshotAfter(30).completed.find(({ status }) => status === 'failed');
  expect(failed && failuresOf(failed)).toEqual([{ where: 'foreachRDD', failure }]);
});

test('as text it has everything', () => {
  const text = dashboardText(snapshotAfter(30));
  expect(text).toContain('Running batches of 1 second for 30 seconds');
  expect(text).toMatch(/^Processing time: Average \S+ m?s, p50 /m);
  expect(text).toMatch(/^ {2}Kafka topic\(s\) orders: Average /m);
  expect(text).toContain('Receiver SocketReceiver-1: active');
  expect(text.match(/ {2}(completed|failed|running|waiting)$/gm)).toHaveLength(32);
  expect(text).toContain('foreachRDD: JobError: Output operation 1 failed\nCaused by: TypeError');
});
