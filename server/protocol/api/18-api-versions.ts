import { array, bool, type Infer, int16, int32, int64, message, string } from '../schema.ts';

/**
 * Asks what the broker serves, before anything else. Version 3 names the client (KIP-511), 4 lets a
 * feature's least version be 0 (KAFKA-17011).
 */
export const apiVersionsRequest = message('ApiVersionsRequest', 18, '0-4', '3+', {
  /** Letters, digits, '-' and '.', beginning and ending with neither mark; else INVALID_REQUEST. */
  clientSoftwareName: string('3+'),
  clientSoftwareVersion: string('3+'),
});

export type ApiVersionsRequest = Infer<typeof apiVersionsRequest>;

/**
 * Its header is always version 0. To a version that it does not know, a broker answers in version 0
 * with UNSUPPORTED_VERSION and its range of this API (KIP-511).
 */
export const apiVersionsResponse = message('ApiVersionsResponse', 18, '0-4', '3+', {
  errorCode: int16('0+'),
  apiKeys: array('0+', {
    apiKey: int16('0+'),
    minVersion: int16('0+'),
    maxVersion: int16('0+'),
  }),
  throttleTimeMs: int32('1+', { default: 0 }),
  /** Features such as metadata.version that the broker could run (KIP-584). */
  supportedFeatures: array(
    '3+',
    {
      name: string('0+'),
      minVersion: int16('0+'),
      maxVersion: int16('0+'),
    },
    { tag: 0 },
  ),
  /** Counts changes of `finalizedFeatures`; -1 where it is unknown (KIP-584). */
  finalizedFeaturesEpoch: int64('3+', { default: -1, tag: 1 }),
  /** Features that the cluster runs (KIP-584). */
  finalizedFeatures: array(
    '3+',
    {
      name: string('0+'),
      maxVersionLevel: int16('0+'),
      minVersionLevel: int16('0+'),
    },
    { tag: 2 },
  ),
  /** Set by KRaft controllers only (KIP-866). */
  zkMigrationReady: bool('3+', { default: false, tag: 3 }),
});

export type ApiVersionsResponse = Infer<typeof apiVersionsResponse>;
