/** Which logs there are: the store's entries of the partitions that a broker holds. */
import { fromJson, toJson } from './checkpoint.ts';
import { idIn, Kind, keyOf } from './keys.ts';
import type { StoreEntry, StoreOperation } from './store.ts';

export interface LogIdentity {
  /** The number under which the store has the log; a partition that is created again gets another. */
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  /** Kafka's base64url form. */
  readonly topicId: string;
}

export function putLog({ id, topic, partition, topicId }: LogIdentity): StoreOperation {
  return { type: 'put', key: keyOf(Kind.log, id), value: toJson({ topic, partition, topicId }) };
}

export function deleteLog({ id }: LogIdentity): StoreOperation {
  return { type: 'delete', key: keyOf(Kind.log, id) };
}

export function readLog({ key, value }: StoreEntry): LogIdentity {
  return { id: idIn(key), ...fromJson<Omit<LogIdentity, 'id'>>(value) };
}
