/**
 * What a client may do, as the bit fields of AclOperation that Metadata, DescribeCluster and
 * DescribeGroups give (KIP-430). Without an authorizer that is everything.
 */

const operations = {
  READ: 3,
  WRITE: 4,
  CREATE: 5,
  DELETE: 6,
  ALTER: 7,
  DESCRIBE: 8,
  CLUSTER_ACTION: 9,
  DESCRIBE_CONFIGS: 10,
  ALTER_CONFIGS: 11,
  IDEMPOTENT_WRITE: 12,
} as const;

const bits = (...names: (keyof typeof operations)[]): number =>
  names.reduce((field, name) => field | (1 << operations[name]), 0);

/** What the field holds when the client did not ask. */
export const NOT_ASKED = -2147483648;

export const TOPIC_OPERATIONS = bits(
  'READ',
  'WRITE',
  'CREATE',
  'DELETE',
  'ALTER',
  'DESCRIBE',
  'DESCRIBE_CONFIGS',
  'ALTER_CONFIGS',
);

export const CLUSTER_OPERATIONS = bits(
  'CREATE',
  'CLUSTER_ACTION',
  'DESCRIBE_CONFIGS',
  'ALTER_CONFIGS',
  'IDEMPOTENT_WRITE',
  'ALTER',
  'DESCRIBE',
);

export const GROUP_OPERATIONS = bits('READ', 'DESCRIBE', 'DELETE');
