import { afterEach, expect, test } from 'vitest';
import type { Connection } from '../../../../server/ports/transport.ts';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import { stopActive, testContext } from '../context/test-stream.ts';

afterEach(stopActive);

const ADDRESS = { host: 'localhost', port: 9999 };

/** A context, a server that it reads from, and what its batches were. */
function reading<T>(
  make: (parts: ReturnType<typeof testContext>) => DStream<T>,
  settings: Parameters<typeof testContext>[0] = {},
) {
  const parts = testContext(settings);
  const batches: T[][] = [];
  make(parts).foreachRDD(async (rdd) => {
    batches.push(await rdd.collect());
  });
  const events: string[] = [];
  parts.ssc.addStreamingListener({
    onReceiverStarted: ({ name }) => events.push(`${name} started`),
    onReceiverStopped: ({ lastErrorMessage }) => events.push(lastErrorMessage),
  });
  const connections: Connection[] = [];
  const serve = () =>
    parts.environment.transport.listen(ADDRESS, (connection) => connections.push(connection));
  return { ...parts, batches, events, connections, serve };
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

test('lines of text', async () => {
  const { ssc, clock, serve, connections, batches } = reading(({ ssc }) =>
    ssc.socketTextStream('localhost', 9999),
  );
  await serve();
  await ssc.start();
  await clock.advance(0);
  const euro = bytes('10 €\r\n');
  await connections[0]!.write(euro.subarray(0, 4));
  await clock.advance(0);
  await connections[0]!.write(euro.subarray(4));
  await connections[0]!.write(bytes('\nnext ba'));
  await clock.advance(1000);
  await connections[0]!.write(bytes('tch\n'));
  await clock.advance(1000);
  expect(batches).toEqual([['10 €', ''], ['next batch']]);
});

test('a port where nobody listens is tried again every two seconds, and the stream goes on', async () => {
  const { ssc, clock, serve, connections, batches, events } = reading(({ ssc }) =>
    ssc.socketTextStream('localhost', 9999),
  );
  await ssc.start();
  await clock.advance(5000);
  expect(batches).toEqual([[], [], [], [], []]);
  const refused =
    'Restarting receiver with delay 2000 ms: Error connecting to localhost:9999: Nothing listens at localhost:9999.';
  const started = 'SocketReceiver-0 started';
  expect(events).toEqual([started, refused, started, refused, started, refused]);
  await serve();
  await clock.advance(1000);
  await connections[0]!.write(bytes('hello\n'));
  await clock.advance(1000);
  expect(batches.at(-1)).toEqual(['hello']);
});

test('so is one whose connection ends, or breaks', async () => {
  const { ssc, clock, environment, serve, connections, batches, events } = reading(({ ssc }) =>
    ssc.socketTextStream('localhost', 9999),
  );
  await serve();
  await ssc.start();
  await clock.advance(0);
  await connections[0]!.write(bytes('without an end'));
  await clock.advance(0);
  connections[0]!.close();
  await clock.advance(2000);
  expect(events.at(-2)).toBe(
    'Restarting receiver with delay 2000 ms: Socket data stream had no more data',
  );
  expect(batches[0]).toEqual(['without an end']);
  environment.transport.breakConnections();
  await clock.advance(2000);
  expect(events.at(-2)).toMatch(/Error receiving data: The connection with .* broke\.$/);
  expect(connections).toHaveLength(3);
  await connections[2]!.write(bytes('here again\n'));
  await clock.advance(1000);
  expect(batches.at(-1)).toEqual(['here again']);
  const hasEnded = ssc.awaitTerminationOrTimeout(0.1);
  await clock.advance(100);
  expect(await hasEnded).toBe(false);
});

test('a stop closes the connection, and connects no more', async () => {
  const { ssc, clock, serve, connections } = reading(({ ssc }) =>
    ssc.socketTextStream('localhost', 9999),
  );
  await serve();
  await ssc.start();
  await clock.advance(0);
  await ssc.stop();
  const left: Uint8Array[] = [];
  for await (const chunk of connections[0]!) left.push(chunk);
  expect(left).toEqual([]);
  await clock.advance(10_000);
  expect(connections).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

test('a limit holds the sender back', async () => {
  const { ssc, clock, serve, connections, batches } = reading(
    ({ ssc }) => ssc.socketTextStream('localhost', 9999),
    { 'spark.streaming.receiver.maxRate': 10 },
  );
  await serve();
  await ssc.start();
  await clock.advance(0);
  const chunk = bytes('0123456789\n'.repeat(10));
  let isHeldBack = false;
  for (let n = 0; n < 1000 && !isHeldBack; n++)
    isHeldBack = connections[0]!.write(chunk) !== undefined;
  expect(isHeldBack).toBe(true);
  await clock.advance(3000);
  expect(batches.map(({ length }) => length)).toEqual([10, 10, 10]);
});

test('whatever a converter makes of the bytes', async () => {
  async function* numbers(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) yield* chunk;
  }
  const { ssc, clock, serve, connections, batches, events } = reading(({ ssc }) =>
    ssc.socketStream('localhost', 9999, numbers),
  );
  await serve();
  await ssc.start();
  await clock.advance(0);
  await connections[0]!.write(Uint8Array.of(1, 2, 3));
  await clock.advance(1000);
  expect(batches).toEqual([[1, 2, 3]]);
  expect(events).toEqual(['SocketReceiver-0 started']);
});

test('blocks of values', async () => {
  const { ssc, clock, environment, serve, connections } = reading(({ ssc }) =>
    ssc.rawSocketStream<readonly [string, number]>('localhost', 9999),
  );
  const partitions: number[] = [];
  ssc.addStreamingListener({
    onBatchSubmitted: ({ inputs }) => partitions.push(inputs[0]!.description!.split('\n').length),
  });
  await serve();
  await ssc.start();
  await clock.advance(0);
  for (const block of [
    [['a', 1]],
    [
      ['b', 2],
      ['c', 3],
    ],
  ]) {
    const values = environment.serializer.serialize(block);
    const length = Buffer.alloc(4);
    length.writeInt32BE(values.length);
    await connections[0]!.write(Buffer.concat([length, values]));
  }
  await clock.advance(1000);
  expect(partitions).toEqual([2]);
});
