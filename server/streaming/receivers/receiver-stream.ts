import type { StreamingContext } from '../context/streaming-context.ts';
import type { DStream } from '../dstream/dstream.ts';
import { blockRDD } from './block.ts';
import type { Receiver } from './receiver.ts';
import { ReceiverInput } from './receiver-input.ts';

/**
 * The DStream of what a receiver stores: each batch's RDD has a partition for each block of it.
 * @param kind what checkpoints know such streams by.
 */
export function receiverStream<T>(
  context: StreamingContext,
  receiver: Receiver<T>,
  kind = 'PluggableInputDStream',
): DStream<T> {
  const input = new ReceiverInput(context, receiver, () => stream);
  const stream: DStream<T> = context.stream({
    ...{ kind, parents: [], slide: context.graph.batchDuration, input },
    compute: (time) => context.sparkContext.rdd(blockRDD(input.blocksOf(time), input.isLogged)),
  });
  return stream;
}
