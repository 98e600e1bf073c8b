import type {
  BatchProgress,
  Distribution,
  Failure,
  StreamingProgressSnapshot,
} from '../../server/contract/streaming-progress.ts';

const START = Date.UTC(2026, 0, 31, 12, 0, 0);
const SECOND = 1000;

export const failure: Failure = {
  name: 'JobError',
  message: 'Output operation 1 failed',
  stack: '',
  position: null,
  cause: {
    name: 'TypeError',
    message: 'order.total is not a number',
    stack: '    at Cell 3, line 4, column 17',
    position: { source: 'Cell 3', line: 4, column: 17 },
    cause: null,
  },
};

/**
 * A job of batches of a second that has completed `batches` of them: each thirtieth failed, one waits and one runs. Two
 * streams; state and lag are known.
 */
export function snapshotAfter(batches: number): StreamingProgressSnapshot {
  const times = Array.from({ length: batches }, (_, i) => START + (i + 1) * SECOND);
  const wave = (i: number, period: number) => (1 + Math.sin((i / period) * 2 * Math.PI)) / 2;
  const rates = times.map((_, i) => Math.round(800 + 1200 * wave(i, 40) + ((i * 7919) % 300)));
  const processing = times.map((_, i) => 180 + 900 * wave(i, 40) + ((i * 104_729) % 220));
  const scheduling = processing.map((each, i) => Math.max(0, each - SECOND) + (i % 5));
  const total = processing.map((each, i) => each + (scheduling[i] ?? 0));
  const lag = rates.map((rate) => Math.max(0, rate - 1700) * 3);
  const orders = rates.map((rate) => Math.round(rate * 0.7));
  const payments = rates.map((rate, i) => rate - (orders[i] ?? 0));
  const records = rates.reduce((sum, rate) => sum + rate, 0);
  const completed = times.map((batchTime, i): BatchProgress => {
    const hasFailed = i % 30 === 25;
    return {
      batchTime,
      status: hasFailed ? 'failed' : 'completed',
      records: rates[i] ?? 0,
      submissionTime: batchTime,
      processingStartTime: batchTime + (scheduling[i] ?? 0),
      processingEndTime: batchTime + (total[i] ?? 0),
      schedulingDelay: scheduling[i] ?? null,
      processingTime: processing[i] ?? null,
      totalDelay: total[i] ?? null,
      stateSize: 40 * i,
      inputs: [
        {
          streamId: 0,
          name: 'Kafka topic(s) orders',
          records: orders[i] ?? 0,
          description: `topic: orders\tpartition: 0\toffsets: ${i * 1000} to ${i * 1000 + (orders[i] ?? 0)}`,
          lag: lag[i] ?? 0,
        },
      ],
      outputs: [
        {
          id: 0,
          name: 'print',
          status: 'completed',
          startTime: batchTime,
          duration: 40,
          failure: null,
        },
        {
          id: 1,
          name: 'foreachRDD',
          status: hasFailed ? 'failed' : 'completed',
          startTime: batchTime + 40,
          duration: 90,
          failure: hasFailed ? failure : null,
        },
      ],
      stages: [],
      failure: null,
    };
  });
  const open = (after: number, status: 'running' | 'waiting'): BatchProgress => ({
    batchTime: START + (batches + after) * SECOND,
    status,
    records: 1500,
    submissionTime: START + (batches + after) * SECOND,
    processingStartTime: null,
    processingEndTime: null,
    schedulingDelay: status === 'running' ? 4 : null,
    processingTime: null,
    totalDelay: null,
    stateSize: 40 * batches,
    inputs: [],
    outputs: [],
    stages: [],
    failure: null,
  });
  const failedBatches = completed.filter(({ status }) => status === 'failed').length;
  return {
    header: {
      batchDuration: SECOND,
      startTime: START,
      time: START + batches * SECOND,
      completedBatches: batches,
      failedBatches,
      records,
      text: `Running batches of 1 second for ${batches} seconds since 2026-01-31 12:00:00 (${batches} completed batches, ${records} records)`,
    },
    summary: {
      inputRate: distribution(rates),
      schedulingDelay: distribution(scheduling),
      processingTime: distribution(processing),
      totalDelay: distribution(total),
    },
    timeline: {
      batchTime: times,
      inputRate: rates,
      schedulingDelay: scheduling,
      processingTime: processing,
      totalDelay: total,
      stateSize: times.map((_, i) => 40 * i),
      lag,
    },
    streams: [
      stream(0, 'Kafka topic(s) orders', orders, lag.at(-1) ?? 0),
      stream(1, 'socket localhost:9999', payments, null),
    ],
    receivers: [
      { streamId: 1, name: 'SocketReceiver-1', active: true, lastError: '', lastErrorTime: null },
    ],
    running: [open(1, 'running')],
    waiting: [open(2, 'waiting')],
    completed: completed.toReversed(),
  };
}

function stream(streamId: number, name: string, rates: readonly number[], lag: number | null) {
  const records = rates.reduce((sum, rate) => sum + rate, 0);
  return { streamId, name, records, inputRate: distribution(rates), lag, rates };
}

function distribution(values: readonly number[]): Distribution {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.ceil(part * sorted.length) - 1] ?? null;
  return {
    count: sorted.length,
    average: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    min: sorted[0] ?? null,
    max: sorted.at(-1) ?? null,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
  };
}
