import type { Settings } from '../context/settings.ts';
import { numberSetting } from '../context/settings.ts';

/** How many records a second a partition may give, at most and at least (Spark's PerPartitionConfig). */
export interface PartitionRates {
  /** None where it is 0. */
  readonly most: number;
  readonly least: number;
}

/** What the settings say. @throws IllegalArgumentException for what is no number */
export function partitionRates(conf: Settings): PartitionRates {
  return {
    most: numberSetting(conf, 'spark.streaming.kafka.maxRatePerPartition', 0),
    least: numberSetting(conf, 'spark.streaming.kafka.minRatePerPartition', 1),
  };
}

/** One partition as a batch finds it. */
export interface Backlog {
  readonly from: number;
  /** The end of the log. */
  readonly end: number;
}

/**
 * Up to where a batch takes each partition, in their order (DirectKafkaInputDStream.maxMessagesPerPartition and clamp): a
 * rate for all is split by how far they lag behind.
 * @param rate records a second of all partitions together, where something limits that.
 * @param duration of the batch, in milliseconds.
 */
export function limitedEnds(
  backlogs: readonly Backlog[],
  { most, least }: PartitionRates,
  rate: number | undefined,
  duration: number,
): number[] {
  const lags = backlogs.map(({ from, end }) => Math.max(0, end - from));
  const total = lags.reduce((sum, lag) => sum + lag, 0);
  const isLimited = rate !== undefined && rate > 0 && total > 0;
  if (!isLimited && most <= 0) return backlogs.map(({ end }) => end);
  return backlogs.map(({ from, end }, i) => {
    const share = isLimited ? (lags[i]! / total) * rate : most;
    const perSecond = most > 0 ? Math.min(share, most) : share;
    const records = Math.max(Math.floor((perSecond * duration) / 1000), least);
    return Math.min(end, from + records);
  });
}
