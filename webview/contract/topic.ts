/** The view of a topic: its partitions, who reads it, its configuration, and statistics of a sample of its records. */

import type { Configuration } from '../../server/contract/configuration.ts';
import type { TopicReaders, TopicSnapshot } from '../../server/contract/kafka-client/topics.ts';
import type { SamplingOptions, SamplingStatus } from '../../server/contract/messages/sampling.ts';
import type { KeptSubject } from './subject.ts';

export interface TopicRequests {
  /** What the panel is about, first of all and after `changed`. */
  open: { argument: null; result: OpenedTopic | UnreachableTopic };
  /** The topic as it is now. */
  topic: { argument: null; result: TopicSnapshot };
  /** Who reads it, and how far they are. */
  readers: { argument: null; result: TopicReaders };
  configuration: { argument: null; result: Configuration };
  /** Begins a sample in place of the last one. How it goes is told by events. */
  sample: { argument: SampleChoice; result: null };
  stopSampling: { argument: null; result: null };
  /** Does what a button says. */
  act: { argument: TopicAction; result: null };
}

export type TopicAction =
  /** Of one partition, or of all. */
  | { readonly kind: 'messages'; readonly partition?: number }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'configuration' | 'clone' | 'empty' | 'recreate' | 'startCluster' };

/** What a sample is to be of; the extension knows the topic. */
export type SampleChoice = Omit<SamplingOptions, 'topic'>;

export type TopicEvent =
  | { readonly kind: 'sampling'; readonly status: SamplingStatus }
  /** The configuration may be another one. */
  | { readonly kind: 'stale' }
  /** The cluster is another one or gone: the topic is to be opened again. */
  | { readonly kind: 'changed' }
  /** The process that samples has ended by itself. */
  | { readonly kind: 'crashed'; readonly problem: string };

/** A topic whose cluster cannot be spoken to. */
export interface UnreachableTopic {
  readonly problem: string;
  /** Whether it is of the local cluster, which can be started. */
  readonly canStart: boolean;
}

export interface OpenedTopic {
  readonly topic: string;
  /** The cluster as the user knows it. */
  readonly cluster: string;
  readonly clusterId: string;
  /** Nothing may be changed. */
  readonly readOnly: boolean;
  /** Of this panel, as told last, also while nobody saw it. */
  readonly sampling: SamplingStatus | null;
}

/** What outlives the page while it is hidden, and the window when it is loaded anew. */
export interface KeptTopic extends KeptSubject {
  readonly choice: Pick<SampleChoice, 'which' | 'perPartition'>;
  readonly sort: PartitionSort;
  readonly scroll: number;
  /** What has been drawn, of the topic with this id. */
  readonly rates?: { readonly id: string; readonly points: readonly RatePoint[] };
}

/** Records a second at a moment. */
export interface RatePoint {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Null while it is not known. */
  readonly in: number | null;
  readonly out: number | null;
}

export type PartitionColumn =
  | 'index'
  | 'earliest'
  | 'latest'
  | 'records'
  | 'size'
  | 'leader'
  | 'replicas'
  | 'isr';

export interface PartitionSort {
  readonly by: PartitionColumn;
  readonly descending: boolean;
}
