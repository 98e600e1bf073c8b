/** A broker's thread. It starts the broker when told where the coordination service is. */
import { parentPort, workerData } from 'node:worker_threads';
import { Broker } from '../broker/broker.ts';
import { BrokerConfig } from '../broker/config/broker-config.ts';
import { compression } from '../node/compression.ts';
import { collectWhenIdle } from '../node/idle-collection.ts';
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

/** The broker that runs or starts; what ends it cleanly comes with it. */
let started: Promise<RunningBroker> | undefined;

interface RunningBroker {
  readonly address: Address;
  stop(handsOver: boolean): Promise<void>;
}

mark('code is loaded');
collectWhenIdle();
parentPort?.on('message', (message: ToBrokerWorker) => {
  switch (message.type) {
    case 'start':
      begin(start(message.coordination));
      break;
    case 'stop':
      void stop(message.handsOver).then(exit);
      break;
    case 'kill':
      exit();
  }
});

function begin(broker: Promise<RunningBroker>): void {
  started = broker;
  broker.then(
    ({ address }) => send({ type: 'ready', address, marks: trace.marks }),
    (error) => send({ type: 'failed', failure: toFailure(error) }),
  );
}

async function start(coordinationAddress: Address): Promise<RunningBroker> {
  const { id, host, port, config } = data;
  const directory = data.dataDirectory === null ? null : dataPaths.broker(data.dataDirectory, id);
  const [store, coordination] = await Promise.all([
    openStore(directory).finally(() => mark('store is open')),
    ZooKeeperClient.connect({
      ...{ transport, clock, random, logger },
      servers: [coordinationAddress],
      sessionTimeout: new BrokerConfig(config).get('zookeeper.session.timeout.ms'),
      renew: true,
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
  return {
    address: broker.address,
    stop: async (handsOver) => {
      await attempt(broker.stop({ handsOver }));
      await attempt(coordination.close());
      await attempt(store.close());
    },
  };
}

/** Ends what runs; what could not start has nothing to end. */
async function stop(handsOver: boolean): Promise<void> {
  const broker = await started?.catch(() => undefined);
  await broker?.stop(handsOver);
}

/** One thing that cannot end cleanly is no reason not to end the next. */
async function attempt(end: Promise<void>): Promise<void> {
  try {
    await end;
  } catch (error) {
    logger.warn(`did not stop cleanly: ${toFailure(error).message}`);
  }
}

/** Ends this thread, not the process. What has been sent still arrives. */
function exit(): void {
  process.exit(0);
}

function mark(step: string): void {
  trace.mark(`broker ${data.id}: ${step}`);
}

function send(message: FromBrokerWorker): void {
  parentPort?.postMessage(message);
}
