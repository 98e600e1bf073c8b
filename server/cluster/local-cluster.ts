import { extname, join } from 'node:path';
import type { LogLevel } from '../contract/control.ts';
import { collectByBuffersInUse } from '../node/garbage-collection.ts';
import { collectWhenIdle } from '../node/idle-collection.ts';
import { type LogSink, logWriter } from '../node/log-writer.ts';
import { systemClock } from '../node/system-clock.ts';
import { BrokerThread } from './broker-thread.ts';
import { CoordinationRunner } from './coordination-runner.ts';
import { brokersWithData, deleteBrokerData } from './data-directory.ts';
import { explainFailure } from './explain-failure.ts';
import { ClusterHost } from './host.ts';
import { StartTrace } from './start-trace.ts';

/** Beside this script, built or not. */
const BROKER_SCRIPT = join(import.meta.dirname, `broker-worker${extname(import.meta.filename)}`);

/**
 * A host whose coordination service runs in this thread and whose brokers run in threads of their own.
 * All their log lines go to `sink`.
 */
export function createClusterHost(options: {
  readonly logLevel: LogLevel;
  readonly sink: LogSink;
}): { readonly host: ClusterHost; readonly trace: StartTrace } {
  collectByBuffersInUse();
  collectWhenIdle();
  const { logLevel, sink } = options;
  const clock = systemClock();
  const trace = new StartTrace();
  const loggerOf = (source: string) => logWriter({ source, level: logLevel, clock, sink });
  const coordinationLogger = loggerOf('zookeeper');
  const host = new ClusterHost({
    services: {
      startCoordination: (coordination) =>
        new CoordinationRunner(coordination, { clock, logger: coordinationLogger, trace }),
      startBroker: (broker) =>
        new BrokerThread(broker, { script: BROKER_SCRIPT, logLevel, clock, sink, trace }),
      brokersWithData,
      deleteBrokerData,
    },
    clock,
    logger: loggerOf('host'),
    pid: process.pid,
    explain: explainFailure,
  });
  return { host, trace };
}
