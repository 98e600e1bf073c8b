/** A broker's thread. It starts the broker when told where the coordination service is. */
import { parentPort, workerData } from 'node:worker_threads';
import { Broker } from '../broker/broker.ts';
import { compression } from '../node/compression.ts';
import { logWriter } from '../node/log-writer.ts';
import { systemClock } from '../node/system-clock.ts';
import { systemRandom } from '../node/system-random.ts';
import { tcpTransport } from '../node/tcp-transport.ts';
import type { Address } from '../ports/transport.ts';
import { ZooKeeperClient } from '../zookeeper/client.ts';
import { dataPaths } from './data-directory.ts';
import { toFailure } from './failure.ts';
import { openStore } from './open-store.ts';
import { StartTrace } from './start-trace.ts';
import type { BrokerWorkerData, FromBrokerWorker, ToBrokerWorker } from './worker-messages.ts';

/** As Kafka's `zookeeper.session.timeout.ms`, in milliseconds. */
const SESSION_TIMEOUT_MS = 18_000;

const data = workerData as BrokerWorkerData;
const trace = new StartTrace();
const clock = systemClock();
const random = systemRandom();
const transport = tcpTransport();
const logger = logWriter({
  source: `broker ${data.id}`,
  level: data.logLevel,
  clock,
  sink: (line) => send({ type: 'log', line }),
});

/** Resolves with what stops the broker. */
let started: Promise<() => Promise<void>> | undefined;

mark('code is loaded');
parentPort?.on('message', (message: ToBrokerWorker) => {
  if (message.type === 'start') {
    started = start(message.coordination);
    started.catch((error) => send({ type: 'failed', failure: toFailure(error) }));
  } else {
    void stop();
  }
});

async function start(coordinationAddress: Address): Promise<() => Promise<void>> {
  const { id, host, port, config } = data;
  const directory = data.dataDirectory === null ? null : dataPaths.broker(data.dataDirectory, id);
  const [store, coordination] = await Promise.all([
    openStore(directory).finally(() => mark('store is open')),
    ZooKeeperClient.connect({
      servers: [coordinationAddress],
      transport,
      clock,
      random,
      logger,
      sessionTimeout: SESSION_TIMEOUT_MS,
    }).finally(() => mark('coordination session is open')),
  ]);
  const broker = await Broker.start({
    ...{
      id,
      host,
      port,
      clock,
      random,
      transport,
      logger,
      compression,
      store,
      coordination,
      config,
    },
    ...(directory !== null && { dataDirectory: directory }),
  });
  mark('accepts connections');
  send({ type: 'ready', address: broker.address, marks: trace.marks });
  return async () => {
    await broker.stop();
    await coordination.close();
    await store.close();
  };
}

async function stop(): Promise<void> {
  try {
    const stopAll = await started?.catch(() => undefined);
    await stopAll?.();
  } catch (error) {
    logger.warn(`did not stop cleanly: ${toFailure(error).message}`);
  }
  send({ type: 'stopped' });
}

function mark(step: string): void {
  trace.mark(`broker ${data.id}: ${step}`);
}

function send(message: FromBrokerWorker): void {
  parentPort?.postMessage(message);
}
