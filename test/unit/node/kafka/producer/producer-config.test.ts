import { describe, expect, test } from 'vitest';
import {
  producerProperties,
  readerProperties,
} from '../../../../../server/console/console-producer/producer-properties.ts';
import { readProducerConfig } from '../../../../../server/node/kafka/producer/producer-config.ts';

describe('the properties of the console producer', () => {
  test('are its own defaults, below the file, below --producer-property, below options', () => {
    expect(producerProperties({}, {})).toMatchObject({
      'linger.ms': '1000',
      acks: '-1',
      retries: '3',
      'request.timeout.ms': '1500',
      'client.id': 'console-producer',
    });
    const file = { acks: '0', retries: '7', 'linger.ms': '5', 'client.id': 'mine' };
    const given = { 'producer-property': ['retries=8', 'linger.ms=6'], timeout: 7 };
    expect(producerProperties(given, file)).toMatchObject({
      acks: '0',
      retries: '8',
      'linger.ms': '7',
      'client.id': 'mine',
    });
  });

  test('compress with gzip where no codec is named', () => {
    expect(producerProperties({}, {})).not.toHaveProperty(['compression.type']);
    expect(producerProperties({ 'compression-codec': '' }, {})['compression.type']).toBe('gzip');
    expect(producerProperties({ 'compression-codec': 'zstd' }, {})['compression.type']).toBe(
      'zstd',
    );
  });

  test('--max-partition-memory-bytes comes before --batch-size', () => {
    const given = { 'batch-size': 1, 'max-partition-memory-bytes': 2 };
    expect(producerProperties(given, {})['batch.size']).toBe('2');
  });

  test('of the reader keep blanks', () => {
    expect(readerProperties({ property: ['key.separator= ', 'null.marker'] }, { a: 'b' })).toEqual({
      a: 'b',
      'key.separator': ' ',
      'null.marker': '',
    });
  });
});

describe('a configuration', () => {
  test('is idempotent unless something does not go with it', () => {
    expect(readProducerConfig({}).idempotence).toBe(true);
    expect(readProducerConfig({ acks: '1' }).idempotence).toBe(false);
    expect(readProducerConfig({ retries: '0' }).idempotence).toBe(false);
    expect(readProducerConfig({ 'enable.idempotence': 'false' }).idempotence).toBe(false);
    expect(() => readProducerConfig({ acks: '1', 'enable.idempotence': 'true' })).toThrow(
      'Must set acks to all in order to use the idempotent producer',
    );
  });

  test('is refused in Kafka’s words', () => {
    expect(() => readProducerConfig({ acks: '2' })).toThrow(
      'Invalid value 2 for configuration acks',
    );
    expect(() => readProducerConfig({ 'linger.ms': 'soon' })).toThrow(
      'Invalid value soon for configuration linger.ms: Not a number of type LONG',
    );
    expect(() => readProducerConfig({ 'compression.type': 'zip' })).toThrow(
      'String must be one of: none, gzip, snappy, lz4, zstd',
    );
    expect(() => readProducerConfig({ 'transactional.id': 't' })).toThrow('not supported');
  });

  test('has codecs by number and acks by name', () => {
    expect(readProducerConfig({ 'compression.type': 'LZ4', acks: 'all' })).toMatchObject({
      codec: 3,
      acks: -1,
    });
  });
});
