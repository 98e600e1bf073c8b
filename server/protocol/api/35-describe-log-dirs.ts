import { array, bool, type Infer, int16, int32, int64, message, string } from '../schema.ts';

export const describeLogDirsRequest = message('DescribeLogDirsRequest', 35, '0-4', '2+', {
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
        partitionSize: int64('0+'),
        offsetLag: int64('0+'),
        isFutureKey: bool('0+'),
      }),
    }),
    totalBytes: int64('4+', { default: -1 }),
    usableBytes: int64('4+', { default: -1 }),
  }),
});

export type DescribeLogDirsResponse = Infer<typeof describeLogDirsResponse>;
