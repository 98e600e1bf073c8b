import type { PyClasses } from './declaration.ts';

/** What is in `pyspark` itself, without RDDs. */
export const sparkClasses = {
  SparkConf: {
    module: 'pyspark',
    parameters: 'loadDefaults=True',
    help: 'The configuration of an application. Its methods return it, so that they can be chained.',
    members: {
      set: ['key, value', 'SparkConf', 'Sets a property.'],
      setAppName: ['value', 'SparkConf', 'Names the application.'],
      setMaster: ['value', 'SparkConf', 'Says where to run: `local[2]` has two threads.'],
      setAll: ['pairs', 'SparkConf', 'Sets several properties.'],
      setIfMissing: ['key, value', 'SparkConf', 'Sets a property that has no value.'],
      get: ['key, defaultValue=None', '', 'The value of a property.'],
      getAll: ['', '', 'All properties, as pairs.'],
      contains: ['key', '', 'Whether a property has a value.'],
    },
  },
  SparkContext: {
    module: 'pyspark',
    parameters: 'master=None, appName=None, conf=None',
    help: 'Where a program meets Spark: makes RDDs, shared variables, and is what a StreamingContext works with.',
    members: {
      parallelize: ['c, numSlices=None', 'RDD', 'Makes an RDD of a collection.'],
      range: ['start, end=None, step=1, numSlices=None', 'RDD', 'An RDD of whole numbers.'],
      emptyRDD: ['', 'RDD', 'An RDD without elements.'],
      textFile: [
        'name, minPartitions=None',
        'RDD',
        'The lines of a file, or of the files of a folder.',
      ],
      wholeTextFiles: [
        'path, minPartitions=None',
        'RDD',
        'The files of a folder as pairs of name and content.',
      ],
      binaryFiles: ['path, minPartitions=None', 'RDD', 'The files of a folder, as name and bytes.'],
      pickleFile: ['name, minPartitions=None', 'RDD', 'What `saveAsPickleFile` has written.'],
      union: ['rdds', 'RDD', 'The elements of several RDDs.'],
      broadcast: ['value', 'Broadcast', 'Sends a value to all tasks, once.'],
      accumulator: ['value, accum_param=None', 'Accumulator', 'A sum that tasks add to.'],
      setCheckpointDir: ['dirName', '', 'Where RDDs are checkpointed.'],
      setLogLevel: ['logLevel', '', 'How much is logged: `WARN`, `ERROR` …'],
      setJobGroup: ['groupId, description', '', 'Puts the jobs of this thread into a group.'],
      addPyFile: ['path', '', 'Sends a module to all tasks.'],
      stop: ['', '', 'Ends the context.'],
      defaultParallelism: [undefined, '', 'How many partitions RDDs have unless told.'],
      defaultMinPartitions: [undefined, '', 'How many partitions files have at least.'],
      applicationId: [undefined, '', 'By which the application is known.'],
      startTime: [undefined, '', 'When the context began.'],
      version: [undefined, '', 'The version of Spark.'],
    },
    statics: {
      getOrCreate: ['conf=None', 'SparkContext', 'The context that there is, or a new one.'],
      setSystemProperty: ['key, value', '', 'Sets a property of the Java machine.'],
    },
  },
  Broadcast: {
    module: 'pyspark',
    help: 'A value that each task can read without it being sent along.',
    members: {
      value: [undefined, '', 'The value.'],
      unpersist: ['blocking=False', '', 'Removes the copies; they come back when they are needed.'],
      destroy: ['blocking=False', '', 'Removes it for good.'],
    },
  },
  Accumulator: {
    module: 'pyspark',
    help: 'A sum that tasks add to, and only the program reads.',
    members: {
      value: [undefined, '', 'The sum so far.'],
      add: ['term', '', 'Adds to it.'],
    },
  },
  StorageLevel: {
    module: 'pyspark',
    help: 'Where `persist` keeps an RDD.',
    statics: {
      MEMORY_ONLY: [undefined, 'StorageLevel', 'In memory; what has no room is computed again.'],
      MEMORY_ONLY_2: [undefined, 'StorageLevel', 'The same on two machines.'],
      MEMORY_AND_DISK: [undefined, 'StorageLevel', 'In memory, and on disk what has no room.'],
      MEMORY_AND_DISK_2: [undefined, 'StorageLevel', 'The same on two machines.'],
      DISK_ONLY: [undefined, 'StorageLevel', 'On disk.'],
      DISK_ONLY_2: [undefined, 'StorageLevel', 'On the disks of two machines.'],
      OFF_HEAP: [undefined, 'StorageLevel', 'In memory outside the heap of Java.'],
    },
  },
} as const satisfies PyClasses;
