import type { PyClasses } from './declaration.ts';

/** Sources that are in modules of their own. */
export const sourceClasses = {
  KafkaUtils: {
    module: 'pyspark.streaming.kafka',
    help: 'Streams from Kafka. In Spark this module was part of versions up to 2.4.',
    statics: {
      createStream: [
        'ssc, zkQuorum, groupId, topics, kafkaParams=None, storageLevel=StorageLevel.MEMORY_AND_DISK_2',
        'DStream',
        '(key, value) of topics, through a receiver that keeps its offsets in ZooKeeper. `topics` has the number of threads for each: `{"orders": 1}`.',
      ],
      createDirectStream: [
        'ssc, topics, kafkaParams, fromOffsets=None',
        'DStream',
        '(key, value) of topics, read by offset ranges that are fixed for each batch. `kafkaParams` says where the brokers are: `{"metadata.broker.list": "localhost:9092"}`.',
      ],
      createRDD: [
        'sc, kafkaParams, offsetRanges, leaders=None',
        'RDD',
        '(key, value) of the records in offset ranges.',
      ],
    },
  },
  OffsetRange: {
    module: 'pyspark.streaming.kafka',
    parameters: 'topic, partition, fromOffset, untilOffset',
    help: 'A range of offsets of one partition: from the first up to, and without, the last.',
    members: {
      topic: [undefined, '', 'The topic.'],
      partition: [undefined, '', 'The partition.'],
      fromOffset: [undefined, '', 'The first offset.'],
      untilOffset: [undefined, '', 'The offset behind the last.'],
    },
  },
  TopicAndPartition: {
    module: 'pyspark.streaming.kafka',
    parameters: 'topic, partition',
    help: 'One partition of a topic: a key of `fromOffsets`.',
  },
  FlumeUtils: {
    module: 'pyspark.streaming.flume',
    help: 'Streams from Flume: pairs of headers and body.',
    statics: {
      createStream: [
        'ssc, hostname, port, storageLevel=StorageLevel.MEMORY_AND_DISK_2, enableDecompression=False',
        'DStream',
        'Events that an agent sends here.',
      ],
      createPollingStream: [
        'ssc, addresses, storageLevel=StorageLevel.MEMORY_AND_DISK_2, maxBatchSize=1000, parallelism=5',
        'DStream',
        'Events that are fetched from a sink.',
      ],
    },
  },
  KinesisUtils: {
    module: 'pyspark.streaming.kinesis',
    help: 'Streams from Kinesis.',
    statics: {
      createStream: [
        'ssc, kinesisAppName, streamName, endpointUrl, regionName, initialPositionInStream, checkpointInterval',
        'DStream',
        'The records of a stream.',
      ],
    },
  },
  InitialPositionInStream: {
    module: 'pyspark.streaming.kinesis',
    help: 'Where a Kinesis stream begins.',
    statics: {
      LATEST: [undefined, '', 'Behind the latest record.'],
      TRIM_HORIZON: [undefined, '', 'At the oldest record that is there.'],
    },
  },
} as const satisfies PyClasses;
