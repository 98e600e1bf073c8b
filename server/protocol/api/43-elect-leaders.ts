import { array, type Infer, int8, int16, int32, message, string } from '../schema.ts';

/** Elects leaders, at the controller. Version 1 can elect unclean ones (KIP-460). */
export const electLeadersRequest = message('ElectLeadersRequest', 43, '0-2', '2+', {
  /** 0 for the preferred replica, 1 for any replica that lives, in sync or not. */
  electionType: int8('1+'),
  /** Null for all. */
  topicPartitions: array(
    '0+',
    {
      topic: string('0+'),
      partitions: array('0+', 'int32'),
    },
    { nullable: '0+' },
  ),
  timeoutMs: int32('0+', { default: 60000 }),
});

export type ElectLeadersRequest = Infer<typeof electLeadersRequest>;

export const electLeadersResponse = message('ElectLeadersResponse', 43, '0-2', '2+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  errorCode: int16('1+'),
  replicaElectionResults: array('0+', {
    topic: string('0+'),
    partitionResult: array('0+', {
      partitionId: int32('0+'),
      /** ELECTION_NOT_NEEDED, PREFERRED_LEADER_NOT_AVAILABLE or ELIGIBLE_LEADERS_NOT_AVAILABLE. */
      errorCode: int16('0+'),
      errorMessage: string('0+', { nullable: '0+' }),
    }),
  }),
});

export type ElectLeadersResponse = Infer<typeof electLeadersResponse>;
