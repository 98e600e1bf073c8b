import { array, bool, type Infer, int16, int32, int64, message, string } from '../schema.ts';

export const apiVersionsRequest = message('ApiVersionsRequest', 18, '0-4', '3+', {
  clientSoftwareName: string('3+'),
  clientSoftwareVersion: string('3+'),
});

export type ApiVersionsRequest = Infer<typeof apiVersionsRequest>;

export const apiVersionsResponse = message('ApiVersionsResponse', 18, '0-4', '3+', {
  errorCode: int16('0+'),
  apiKeys: array('0+', {
    apiKey: int16('0+'),
    minVersion: int16('0+'),
    maxVersion: int16('0+'),
  }),
  throttleTimeMs: int32('1+', { default: 0 }),
  supportedFeatures: array(
    '3+',
    {
      name: string('0+'),
      minVersion: int16('0+'),
      maxVersion: int16('0+'),
    },
    { tag: 0 },
  ),
  finalizedFeaturesEpoch: int64('3+', { default: -1, tag: 1 }),
  finalizedFeatures: array(
    '3+',
    {
      name: string('0+'),
      maxVersionLevel: int16('0+'),
      minVersionLevel: int16('0+'),
    },
    { tag: 2 },
  ),
  zkMigrationReady: bool('3+', { default: false, tag: 3 }),
});

export type ApiVersionsResponse = Infer<typeof apiVersionsResponse>;
