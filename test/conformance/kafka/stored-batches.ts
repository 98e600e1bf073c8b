// What lies in a topic's log, read without any client's help.

import { compression } from '../../../server/node/compression.ts';
import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import { type BatchHeader, eachBatch } from '../../../server/protocol/records/batch-header.ts';
import { decodeRecords } from '../../../server/protocol/records/record-batch.ts';
import { BrokerClient } from '../../harness/broker-client.ts';
import { WireClient } from '../../harness/wire-client.ts';
import { Frame, recordFrame } from './record-frames.ts';

const FETCH_BYTES = 4_000_000;

/** What reads partitions: a connection to the broker that has them, or to all that do. */
export type PartitionReader = Pick<BrokerClient, 'fetch'>;

/** A connection to the broker at `bootstrap`, for as long as `use` takes. */
export async function withBroker<T>(
  bootstrap: string,
  use: (broker: BrokerClient) => Promise<T>,
): Promise<T> {
  const [host, port] = bootstrap.split(':') as [string, string];
  const wire = await WireClient.connect(tcpTransport(), { host, port: Number(port) });
  try {
    return await use(new BrokerClient(wire));
  } finally {
    wire.close();
  }
}

/** The partition's batches from the one with offset `from` on. @throws Error if the broker refuses. */
export async function* storedBatches(
  reader: PartitionReader,
  topic: string,
  partition: number,
  from = 0,
): AsyncGenerator<{ header: BatchHeader; bytes: Uint8Array }> {
  for (let offset = from; ; ) {
    const answer = await reader.fetch(topic, offset, { partition, partitionMaxBytes: FETCH_BYTES });
    if (answer.errorCode !== 0) throw new Error(`fetching ${topic}: error ${answer.errorCode}`);
    const bytes = answer.records ?? new Uint8Array();
    const before = offset;
    for (const { at, header } of eachBatch(bytes)) {
      yield { header, bytes: bytes.subarray(at, at + header.sizeInBytes) };
      offset = header.lastOffset + 1;
    }
    if (offset === before) return;
  }
}

/** The partition's records from offset `from` on. */
export async function* storedRecords(
  reader: PartitionReader,
  topic: string,
  partition: number,
  from = 0,
): AsyncGenerator<Frame> {
  for await (const { bytes } of storedBatches(reader, topic, partition, from)) {
    for (const record of decodeRecords(bytes, compression)) {
      if (record.offset < from) continue;
      const headers = record.headers.map(({ key, value }) => ({ name: String(key), value }));
      yield new Frame(recordFrame({ ...record, partition, headers }));
    }
  }
}
