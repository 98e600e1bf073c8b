import { array, type Infer, int16, int32, message, string } from '../schema.ts';

/** Moves replicas to another disk of the broker (KIP-113). */
export const alterReplicaLogDirsRequest = message('AlterReplicaLogDirsRequest', 34, '0-2', '2+', {
  dirs: array('0+', {
    path: string('0+'),
    topics: array('0+', {
      name: string('0+'),
      partitions: array('0+', 'int32'),
    }),
  }),
});

export type AlterReplicaLogDirsRequest = Infer<typeof alterReplicaLogDirsRequest>;

export const alterReplicaLogDirsResponse = message('AlterReplicaLogDirsResponse', 34, '0-2', '2+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  results: array('0+', {
    topicName: string('0+'),
    partitions: array('0+', {
      partitionIndex: int32('0+'),
      /** LOG_DIR_NOT_FOUND where the path is none of log.dirs. */
      errorCode: int16('0+'),
    }),
  }),
});

export type AlterReplicaLogDirsResponse = Infer<typeof alterReplicaLogDirsResponse>;
