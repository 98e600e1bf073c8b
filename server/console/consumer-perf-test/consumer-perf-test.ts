/** `kafka-consumer-perf-test` (org.apache.kafka.tools.ConsumerPerformance). */

import { readConsumerConfig } from '../../node/kafka/consumer-config.ts';
import { type Properties, readProperties } from '../../node/kafka/properties.ts';
import { checkClusterOptions, connectCluster } from '../cluster/open-cluster.ts';
import { ExitCode, type Terminal, UsageError } from '../command.ts';
import { Consumer } from '../console-consumer/consumer/consumer.ts';
import { sourceOf } from '../console-consumer/consumer-settings.ts';
import { kafkaTool } from '../kafka-tool.ts';
import { ToolLog } from '../log.ts';
import { metricsTable } from '../metrics-table.ts';
import type { OptionValues } from '../options/option.ts';
import { oneOf, required } from '../options/rules.ts';
import { options } from './options.ts';
import { header, interval, type Progress, summary } from './progress.ts';
import { simpleDateFormat } from './simple-date-format.ts';

type Given = OptionValues<typeof options>;

const POLL_MS = 100;

export const consumerPerfTestCommand = kafkaTool({
  purpose: 'This tool is used to verify the consumer performance.',
  endsItself: true,
  options,
  check(given) {
    required(given, 'messages');
    oneOf(given, ['topic', 'include'], 'Exactly one of --include/--topic is required.');
    checkClusterOptions(given);
    if ((given['reporting-interval'] ?? 1) <= 0) {
      throw new UsageError('Reporting interval must be greater than 0.');
    }
    dateFormatOf(given);
    sourceOf(given);
  },
  async run(given, terminal) {
    if (given.threads !== undefined || given['num-fetch-threads'] !== undefined) {
      terminal.out(
        'WARNING: option [threads] and [num-fetch-threads] have been deprecated and will be ignored by the test',
      );
    }
    const properties = await consumerProperties(given);
    const config = readConsumerConfig(properties);
    const cluster = await connectCluster(given, properties);
    const log = new ToolLog(terminal);
    if (!given['hide-header']) terminal.out(header(given['show-detailed-stats'] === true));
    const consumer = new Consumer(cluster, config, sourceOf(given), (trouble) =>
      log.trouble(trouble, 'org.apache.kafka.clients.NetworkClient'),
    );
    try {
      const read = await consume(given, consumer, terminal);
      if (given['print-metrics']) {
        const client = `{client-id=${properties['client.id']}}`;
        const name = (metric: string) => `consumer-fetch-manager-metrics:${metric}:${client}`;
        const metrics = [
          [name('records-consumed-total'), read.records],
          [name('bytes-consumed-total'), read.bytes],
        ] as const;
        for (const line of metricsTable(metrics)) terminal.out(line);
      }
      return terminal.interrupted.aborted ? ExitCode.interrupted : 0;
    } finally {
      await consumer.close();
      await cluster.close();
    }
  },
});

async function consumerProperties(given: Given): Promise<Properties> {
  const file = given['consumer.config'] ?? given['command-config'];
  return {
    'client.id': 'perf-consumer-client',
    ...(file === undefined ? {} : await readProperties(file)),
    'group.id': given.group ?? `perf-consumer-${Math.trunc(Math.random() * 100_000)}`,
    'max.partition.fetch.bytes': String(given['fetch-size'] ?? 1_048_576),
    'auto.offset.reset': given['from-latest'] ? 'latest' : 'earliest',
  };
}

function dateFormatOf(given: Given): (epochMs: number) => string {
  try {
    return simpleDateFormat(given['date-format'] ?? 'yyyy-MM-dd HH:mm:ss:SSS');
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Reads until there are enough messages or none come for too long, and prints what that took. */
async function consume(given: Given, consumer: Consumer, terminal: Terminal): Promise<Progress> {
  const format = dateFormatOf(given);
  const wanted = given.messages!;
  const timeoutMs = given.timeout ?? 10_000;
  const reportMs = given['reporting-interval'] ?? 5_000;
  const detailed = given['show-detailed-stats'] === true;
  const startMs = Date.now();
  let last = { at: startMs, bytes: 0, records: 0, joinMs: 0 };
  let [bytes, count, lastRecordMs, now] = [0, 0, startMs, startMs];
  while (count < wanted && now - lastRecordMs <= timeoutMs && !terminal.interrupted.aborted) {
    const records = await consumer.poll(POLL_MS, terminal.interrupted);
    now = Date.now();
    if (records.length > 0) lastRecordMs = now;
    for (const { key, value } of records) bytes += (key?.length ?? 0) + (value?.length ?? 0);
    count += records.length;
    if (records.length === 0 || now - last.at < reportMs) continue;
    const joinMs = Math.round(consumer.joinMs);
    const read = { bytes, records: count };
    if (detailed) {
      terminal.out(interval(format, [last.at, now], last, read, joinMs - last.joinMs));
    }
    last = { at: now, ...read, joinMs };
  }
  if (count < wanted && !terminal.interrupted.aborted) {
    terminal.out(
      `WARNING: Exiting before consuming the expected number of messages: timeout (${timeoutMs} ms) exceeded. You can use the --timeout option to increase the timeout.`,
    );
  }
  const read = { bytes, records: count };
  const joinMs = Math.round(consumer.joinMs);
  if (!detailed) terminal.out(summary(format, [startMs, Date.now()], read, joinMs));
  return read;
}
