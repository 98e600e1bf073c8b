import { saveAsObjectFile, saveAsTextFile } from '../files/saving.ts';
import type { KafkaParameters } from '../kafka/kafka-client.ts';
import { type SinkOptions, saveToKafka } from '../kafka/kafka-sink.ts';
import type { TopicName } from '../kafka/topic-values.ts';
import { Elsewhere } from './elsewhere.ts';

/** Operations that write an RDD into a folder, a file for each partition, or into Kafka. */
export abstract class Saving<T> extends Elsewhere<T> {
  /**
   * Writes a line for each element: texts as they are, pairs as `(key,value)`.
   * @param compressionCodecClass `gzip`, or Hadoop's name for it; without it files are not compressed.
   * @throws Error `Output directory … already exists`.
   */
  saveAsTextFile(path: string, compressionCodecClass?: string): Promise<void> {
    return saveAsTextFile(this, path, compressionCodecClass);
  }

  /**
   * Writes a line of JSON for each element; `SparkContext.objectFile` reads them.
   * @throws Error `Output directory … already exists`; for values that JSON cannot hold.
   */
  saveAsObjectFile(path: string): Promise<void> {
    return saveAsObjectFile(this, path);
  }

  /** PySpark's name for `saveAsObjectFile`. */
  saveAsPickleFile(path: string): Promise<void> {
    return saveAsObjectFile(this, path);
  }

  /**
   * Writes a record for each element into a topic: a pair gives key and value, anything else a value. Texts and bytes are
   * written as they are, other values as JSON.
   */
  saveToKafka(
    topic: TopicName,
    kafkaParams: KafkaParameters,
    options?: SinkOptions<T>,
  ): Promise<void> {
    return saveToKafka(this, topic, kafkaParams, options);
  }
}
