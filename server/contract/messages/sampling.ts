// Statistics of a topic from a sample of its records: what is asked, and what was found.

export interface SamplingOptions {
  readonly topic: string;
  /** From each partition's end, from its beginning, or from places all over it. */
  readonly which: 'newest' | 'oldest' | 'spread';
  /** About so many records of each partition. */
  readonly perPartition: number;
  /** All if absent. */
  readonly partitions?: readonly number[];
}

export interface SamplingStatus {
  readonly state: 'sampling' | 'done' | 'stopped' | 'failed';
  /** From 0 to 1. */
  readonly progress: number;
  readonly sample: SampleStatistics;
  /** What went wrong, of the topic or of a partition. */
  readonly problem?: string;
}

export interface SampleStatistics {
  readonly records: number;
  /** Records that the sampled partitions have by their offsets: at most so many are there. */
  readonly population: number;
  /** Whether everything that was there has been read. */
  readonly isWhole: boolean;
  readonly nullKeys: number;
  /** Records without a value. */
  readonly tombstones: number;
  readonly withHeaders: number;
  readonly keys: KeyCardinality;
  /** Of the keys that there are, in bytes. */
  readonly keySizes: SizeDistribution;
  /** Of the values that there are, in bytes. */
  readonly valueSizes: SizeDistribution;
  readonly times: TimeDistribution;
  readonly batches: BatchStatistics;
  /** In order. */
  readonly partitions: readonly PartitionSample[];
}

/** How many different keys there are. */
export interface KeyCardinality {
  /** In the sample. */
  readonly sampled: number;
  /** Whether `sampled` was counted; else it is within some 1 %. */
  readonly isExact: boolean;
  /** In the topic, by estimate, where it is not known, with what it is between at 95 % confidence. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** More there cannot be. */
  readonly most: number;
}

export interface SizeDistribution {
  readonly count: number;
  /** The sum of all. */
  readonly total: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** Those from `from` on and below the double of it (0 alone for 0), without gaps between the least and the greatest. */
  readonly bars: readonly { readonly from: number; readonly count: number }[];
}

/** Timestamps, in milliseconds since the epoch. */
export interface TimeDistribution {
  /** Absent if no record has one. */
  readonly range?: { readonly from: number; readonly to: number };
  /** Milliseconds that each bar stands for. */
  readonly step: number;
  /** Where the first bar begins. */
  readonly start: number;
  readonly bars: readonly number[];
  /** Records that are older than one before them in their partition. */
  readonly late: number;
}

export interface BatchStatistics {
  readonly count: number;
  /** As they are stored, in bytes. */
  readonly sizes: SizeDistribution;
  /** Records of a batch. */
  readonly records: SizeDistribution;
  readonly transactional: number;
  readonly codecs: readonly CodecShare[];
}

export interface CodecShare {
  readonly codec: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  readonly batches: number;
  readonly records: number;
  /** Bytes as they are stored, and without compression. */
  readonly stored: number;
  readonly plain: number;
}

export interface PartitionSample {
  readonly partition: number;
  readonly records: number;
  /** Of keys and values. */
  readonly bytes: number;
  /** Different keys in the sample of it, by estimate where there are very many. */
  readonly keys: number;
  readonly nullKeys: number;
  readonly tombstones: number;
}
