import { array, bool, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/**
 * Shows what the broker's disks hold (KIP-113). Version 3 adds an error for the whole, 4 the disk's
 * space (KIP-827).
 */
export const describeLogDirsRequest = message('DescribeLogDirsRequest', 35, '0-4', '2+', {
  /** Null for all. */
  topics: array(
    '0+',
    {
      topic: string('0+'),
      partitions: array('0+', 'int32'),
    },
    { nullable: '0+' },
  ),
});

export type DescribeLogDirsRequest = Infer<typeof describeLogDirsRequest>;

export const describeLogDirsResponse = message('DescribeLogDirsResponse', 35, '0-4', '2+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  errorCode: int16('3+'),
  results: array('0+', {
    errorCode: int16('0+'),
    logDir: string('0+'),
    topics: array('0+', {
      name: string('0+'),
      partitions: array('0+', {
        partitionIndex: int32('0+'),
        /** In bytes. */
        partitionSize: int64('0+'),
        /** How far it is behind the high watermark or, of a future replica, the current one. */
        offsetLag: int64('0+'),
        /** Whether it is the copy that AlterReplicaLogDirs is making. */
        isFutureKey: bool('0+'),
      }),
    }),
    /** -1 where it is unknown (KIP-827). */
    totalBytes: int64('4+', { default: -1 }),
    usableBytes: int64('4+', { default: -1 }),
  }),
});

export type DescribeLogDirsResponse = Infer<typeof describeLogDirsResponse>;
