import { StreamSinks } from './sinks.ts';

/**
 * A stream of data as a sequence of RDDs, one for each batch (Spark's DStream). Its members stand in the classes that it
 * is built on, by what they are about, as an RDD's do.
 */
export class DStream<T> extends StreamSinks<T> {}
