/** `kafka-producer-perf-test` (org.apache.kafka.tools.ProducerPerformance). */
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { Producer } from '../../node/kafka/producer/producer.ts';
import { readProducerConfig } from '../../node/kafka/producer/producer-config.ts';
import { type Properties, readProperties } from '../../node/kafka/properties.ts';
import { asException } from '../cluster/exception-name.ts';
import { connectCluster } from '../cluster/open-cluster.ts';
import { ExitCode, type Terminal, ToolError, UsageError } from '../command.ts';
import { kafkaTool } from '../kafka-tool.ts';
import { ToolLog } from '../log.ts';
import { metricsTable } from '../metrics-table.ts';
import type { OptionValues } from '../options/option.ts';
import { parsePairs } from '../options/pairs.ts';
import { oneOf, required } from '../options/rules.ts';
import { LatencyStats } from './latency-stats.ts';
import { options } from './options.ts';
import {
  chosenPayloads,
  monotonicPayloads,
  type Payloads,
  randomPayloads,
  readPayloadFile,
  seededRandom,
} from './payloads.ts';
import { Throttle } from './throttle.ts';

type Given = OptionValues<typeof options>;

const REPORT_MS = 5_000;
/** How long records may be made before acknowledgements are listened to. */
const TURN_MS = 2;

export const producerPerfTestCommand = kafkaTool({
  purpose: 'This tool is used to verify the producer performance.',
  endsItself: true,
  options,
  check,
  async run(given, terminal) {
    for (const name of ['transactional-id', 'transaction-duration-ms'] as const) {
      if (given[name] === undefined) continue;
      throw new ToolError(
        `--${name} is not supported: this tool does not produce in transactions.`,
      );
    }
    const payloads = await payloadsOf(given, (line) => terminal.out(line));
    const file = given['producer.config'];
    const properties: Properties = {
      'client.id': 'perf-producer-client',
      ...(file === undefined ? {} : await readProperties(file)),
      ...parsePairs(given['producer-props']),
    };
    const config = readProducerConfig(properties);
    const cluster = await connectCluster(where(given, properties), properties);
    const log = new ToolLog(terminal);
    try {
      await cluster.brokers();
      const producer = new Producer(cluster, config, (trouble) =>
        log.trouble(trouble, 'org.apache.kafka.clients.NetworkClient'),
      );
      const code = await produce(given, payloads, producer, terminal);
      if (given['print-metrics']) {
        const { 'client.id': client = '' } = properties;
        const metrics = Object.entries(producer.metrics).map(
          ([name, value]) => [`producer-metrics:${name}:{client-id=${client}}`, value] as const,
        );
        for (const line of metricsTable(metrics)) terminal.out(line);
      }
      return code;
    } finally {
      await cluster.close();
    }
  },
});

function check(given: Given): void {
  required(given, 'topic', 'num-records', 'throughput');
  oneOf(
    given,
    ['record-size', 'payload-file', 'payload-monotonic'],
    'Exactly one of --record-size, --payload-file and --payload-monotonic must be specified.',
  );
  for (const name of ['num-records', 'record-size'] as const) {
    if ((given[name] ?? 1) <= 0) throw new UsageError(`--${name} should be greater than zero`);
  }
  const isLocated = given['bootstrap-server'] ?? given['broker-list'] ?? given.zookeeper;
  const properties = given['producer-props'] ?? given['producer.config'];
  if (properties === undefined && isLocated === undefined) {
    throw new UsageError('Either --producer-props or --producer.config must be specified.');
  }
}

/** Where the cluster is, of which the properties may tell. */
function where(given: Given, properties: Properties) {
  const servers = properties['bootstrap.servers'];
  const { 'bootstrap-server': server, 'broker-list': brokers, zookeeper } = given;
  if (server !== undefined || brokers !== undefined || zookeeper !== undefined) return given;
  return servers === undefined ? {} : { 'bootstrap-server': servers };
}

async function payloadsOf(given: Given, out: (line: string) => void): Promise<Payloads> {
  const random = seededRandom(0);
  if (given['payload-monotonic']) return monotonicPayloads;
  const file = given['payload-file'];
  if (file === undefined) return randomPayloads(given['record-size']!, random);
  return chosenPayloads(
    await readPayloadFile(file, given['payload-delimiter'] ?? '\\n', out),
    random,
  );
}

async function produce(
  given: Given,
  payloads: Payloads,
  producer: Producer,
  terminal: Terminal,
): Promise<number> {
  const topic = given.topic!;
  const count = given['num-records']!;
  const stats = new LatencyStats(count, Date.now());
  const throttle = new Throttle(given.throughput!, Date.now());
  const { interrupted } = terminal;
  let turn = performance.now();
  for (let index = 0; index < count && !interrupted.aborted; index++) {
    const wait = throttle.delayBefore(index, Date.now());
    if (wait >= 1) {
      await delay(Math.min(wait, 0x7fff_ffff), undefined, { signal: interrupted }).catch(() => {});
      if (interrupted.aborted) break;
    }
    const value = payloads(index);
    const sent = Date.now();
    await producer.send({ topic, key: null, value, headers: [], timestamp: sent }, (error) => {
      if (error !== undefined) {
        terminal.err(asException(error));
        return;
      }
      const now = Date.now();
      stats.record(now - sent, value.length);
      const line = stats.window(now, REPORT_MS);
      if (line !== undefined) terminal.out(line);
    });
    if (performance.now() - turn < TURN_MS) continue;
    await setImmediate();
    turn = performance.now();
  }
  await producer.flush();
  terminal.out(stats.total(Date.now()));
  return interrupted.aborted ? ExitCode.interrupted : 0;
}
