import { saveAsObjectFile, saveAsTextFile } from '../files/saving.ts';
import { located } from '../kafka/clients.ts';
import type { KafkaParameters } from '../kafka/kafka-client.ts';
import { type SinkOptions, StreamSink } from '../kafka/kafka-sink.ts';
import type { TopicName } from '../kafka/topic-values.ts';
import { Outputs } from './outputs.ts';

/**
 * Operations that write each batch: into a folder of its own, `prefix-TIME` or `prefix-TIME.suffix`, the time in
 * milliseconds, or into Kafka.
 */
export abstract class StreamSaving<T> extends Outputs<T> {
  /** Writes a line for each element, as `RDD.saveAsTextFile` does. A batch that runs again replaces what it has written. */
  saveAsTextFiles(prefix: string, suffix?: string): void {
    this.output('saveAsTextFiles', (rdd, time) =>
      saveAsTextFile(rdd, folderOf(prefix, time, suffix)),
    );
  }

  /** Writes a line of JSON for each element, as `RDD.saveAsObjectFile` does. */
  saveAsObjectFiles(prefix: string, suffix?: string): void {
    this.output('saveAsObjectFiles', (rdd, time) =>
      saveAsObjectFile(rdd, folderOf(prefix, time, suffix)),
    );
  }

  /**
   * Writes a record for each element into a topic, as `RDD.saveToKafka` does. With a checkpoint directory a batch that
   * runs again after a restart leaves out what it has written before.
   */
  saveToKafka(topic: TopicName, kafkaParams: KafkaParameters, options: SinkOptions<T> = {}): void {
    const { sparkContext, graph } = this.context;
    const sink = new StreamSink(topic, located(sparkContext, kafkaParams), options, {
      name: `${sparkContext.appName}#${graph.outputs.length}`,
      madeAt: sparkContext.environment.clock.now(),
      isRecoverable: () => this.context.checkpointDirectory !== undefined,
    });
    this.output('saveToKafka', (rdd, time) => sink.save(rdd, time));
  }
}

function folderOf(prefix: string, time: number, suffix = ''): string {
  return `${prefix}-${time}${suffix === '' ? '' : `.${suffix}`}`;
}
