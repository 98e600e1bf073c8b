import { transformOf, unionOf } from '../dstream/combined-streams.ts';
import type { DStream } from '../dstream/dstream.ts';
import { type Queued, queueStream } from '../dstream/queue-stream.ts';
import type { Time } from '../dstream/time.ts';
import * as fileStreams from '../files/file-streams.ts';
import type { Element } from '../rdd/element.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { StorageLevel } from '../rdd/storage-level.ts';
import type { Receiver } from '../receivers/receiver.ts';
import { receiverStream } from '../receivers/receiver-stream.ts';
import type { Converter } from '../receivers/socket-receivers.ts';
import * as sockets from '../receivers/socket-streams.ts';
import type { StreamingContext } from './streaming-context.ts';

/** Where the DStreams of a context come from. */
export abstract class StreamSources {
  /** What a receiver of the program's stores. Each stream needs a receiver of its own. */
  receiverStream<T>(this: StreamingContext, receiver: Receiver<T>): DStream<T> {
    return receiverStream(this, receiver);
  }

  /** The lines of UTF-8 text that come from a port. Where nobody listens there, it tries again and again. */
  socketTextStream(
    this: StreamingContext,
    hostname: string,
    port: number,
    storageLevel?: StorageLevel,
  ): DStream<string> {
    return sockets.socketTextStream(this, { host: hostname, port }, storageLevel);
  }

  /** What `converter` makes of the bytes that come from a port. */
  socketStream<T>(
    this: StreamingContext,
    hostname: string,
    port: number,
    converter: Converter<T>,
    storageLevel?: StorageLevel,
  ): DStream<T> {
    return sockets.socketStream(this, { host: hostname, port }, converter, storageLevel);
  }

  /**
   * What comes from a port in blocks: for each its length (int32, big-endian) and the values, as an array in the form
   * that `environment.serializer` gives it.
   */
  rawSocketStream<T>(
    this: StreamingContext,
    hostname: string,
    port: number,
    storageLevel?: StorageLevel,
  ): DStream<T> {
    return sockets.rawSocketStream(this, { host: hostname, port }, storageLevel);
  }

  /**
   * The lines of files that come into a folder, or into all folders that a glob matches. Each is taken once, so it has to
   * be complete when it appears: write it elsewhere on the same disk and move it there.
   */
  textFileStream(this: StreamingContext, directory: string): DStream<string> {
    return fileStreams.fileStream(this, directory, {});
  }

  /** What `parse` makes of files that come into a folder, or else their lines. */
  fileStream<T>(
    this: StreamingContext,
    directory: string,
    options: fileStreams.FileStreamOptions<T> & { parse: unknown },
  ): DStream<T>;
  fileStream(
    this: StreamingContext,
    directory: string,
    options?: Omit<fileStreams.FileStreamOptions<never>, 'parse'>,
  ): DStream<string>;
  fileStream<T>(
    this: StreamingContext,
    directory: string,
    options: fileStreams.FileStreamOptions<T> = {},
  ): DStream<T> {
    return fileStreams.fileStream(this, directory, options);
  }

  /** Records of `recordLength` bytes each of files that come into a folder. */
  binaryRecordsStream(
    this: StreamingContext,
    directory: string,
    recordLength: number,
  ): DStream<Uint8Array> {
    return fileStreams.binaryRecordsStream(this, directory, recordLength);
  }

  /**
   * A stream of RDDs, or of arrays to make RDDs of, from a queue: one for each batch, or all that there are. What is put
   * into the queue later counts as well. It cannot be recovered from a checkpoint.
   * @param otherwise for batches when the queue is empty.
   */
  queueStream<T extends Element>(
    this: StreamingContext,
    queue: Queued<T>[],
    oneAtATime = true,
    otherwise?: Queued<T>,
  ): DStream<T> {
    return this.stream(queueStream(this, queue, oneAtATime, otherwise));
  }

  /** What `f` makes of each batch of several streams. It runs when the batch's jobs are made. @throws IllegalArgumentException */
  transform<T, U>(
    this: StreamingContext,
    dstreams: readonly DStream<T>[],
    f: (rdds: RDD<T>[], time: Time) => RDD<U> | Promise<RDD<U>>,
  ): DStream<U> {
    return this.stream(transformOf(dstreams, f));
  }

  /** The elements of several streams. @throws IllegalArgumentException unless they have the same slide duration. */
  union<T>(this: StreamingContext, ...dstreams: readonly DStream<T>[]): DStream<T> {
    return this.stream(unionOf(dstreams));
  }
}
