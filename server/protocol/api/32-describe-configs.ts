import { array, bool, type Infer, int8, int16, int32, message, string } from '../schema.ts';

/**
 * Shows the configuration of topics and brokers. Version 1 tells sources and synonyms (KIP-226), 3
 * types and documentation (KIP-569).
 */
export const describeConfigsRequest = message('DescribeConfigsRequest', 32, '0-4', '4+', {
  resources: array('0+', {
    /** 2 topic, 4 broker, 8 broker logger, 16 client metrics, 32 group. */
    resourceType: int8('0+'),
    /** Of a broker its id, or empty for the cluster-wide default. */
    resourceName: string('0+'),
    /** Null for all. */
    configurationKeys: array('0+', 'string', { nullable: '0+' }),
  }),
  includeSynonyms: bool('1+', { default: false }),
  includeDocumentation: bool('3+', { default: false }),
});

export type DescribeConfigsRequest = Infer<typeof describeConfigsRequest>;

export const describeConfigsResponse = message('DescribeConfigsResponse', 32, '0-4', '4+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  results: array('0+', {
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    resourceType: int8('0+'),
    resourceName: string('0+'),
    configs: array('0+', {
      name: string('0+'),
      /** Null where it is sensitive or unset. */
      value: string('0+', { nullable: '0+' }),
      readOnly: bool('0+'),
      /** Succeeded by `configSource`. */
      isDefault: bool('0'),
      /**
       * 1 topic, 2 this broker, 3 all brokers, 4 broker at start, 5 default, 6 broker logger
       * (KIP-226).
       */
      configSource: int8('1+', { default: -1 }),
      isSensitive: bool('0+'),
      /** Where else the value could come from, the one in force first. */
      synonyms: array('1+', {
        name: string('0+'),
        value: string('0+', { nullable: '0+' }),
        source: int8('0+'),
      }),
      /**
       * 1 boolean, 2 string, 3 int, 4 short, 5 long, 6 double, 7 list, 8 class, 9 password
       * (KIP-569).
       */
      configType: int8('3+', { default: 0 }),
      documentation: string('3+', { nullable: '3+' }),
    }),
  }),
});

export type DescribeConfigsResponse = Infer<typeof describeConfigsResponse>;
