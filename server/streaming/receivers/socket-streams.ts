import type { Address } from '../../ports/transport.ts';
import type { StreamingContext } from '../context/streaming-context.ts';
import type { DStream } from '../dstream/dstream.ts';
import type { StorageLevel } from '../rdd/storage-level.ts';
import { receiverStream } from './receiver-stream.ts';
import {
  type Converter,
  RawSocketReceiver,
  SocketReceiver,
  TextSocketReceiver,
} from './socket-receivers.ts';

/** Lines of UTF-8 text. */
export function socketTextStream(
  context: StreamingContext,
  address: Address,
  storageLevel?: StorageLevel,
): DStream<string> {
  const { transport } = context.sparkContext.environment;
  const receiver = new TextSocketReceiver(transport, address, storageLevel);
  return receiverStream(context, receiver, 'SocketInputDStream');
}

/** What a converter makes of the bytes. */
export function socketStream<T>(
  context: StreamingContext,
  address: Address,
  converter: Converter<T>,
  storageLevel?: StorageLevel,
): DStream<T> {
  const { transport } = context.sparkContext.environment;
  const receiver = new SocketReceiver(transport, address, converter, storageLevel);
  return receiverStream(context, receiver, 'SocketInputDStream');
}

/** Blocks of values. */
export function rawSocketStream<T>(
  context: StreamingContext,
  address: Address,
  storageLevel?: StorageLevel,
): DStream<T> {
  const { transport, serializer } = context.sparkContext.environment;
  const receiver = new RawSocketReceiver<T>(transport, address, serializer, storageLevel);
  return receiverStream(context, receiver, 'RawInputDStream');
}
