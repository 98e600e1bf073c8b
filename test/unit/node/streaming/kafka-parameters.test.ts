import { expect, test } from 'vitest';
import { readParameters } from '../../../../server/node/streaming/kafka-parameters.ts';
import type { KafkaParameters } from '../../../../server/streaming/kafka/kafka-client.ts';

function read(parameters: KafkaParameters) {
  const warnings: string[] = [];
  const silence = () => {};
  const warn = (line: string) => void warnings.push(line);
  const properties = readParameters(parameters, {
    ...{ error: silence, warn, info: silence, debug: silence },
  });
  return { properties, warnings };
}

test('values become texts, and what old programs say what it is called now', () => {
  const { properties, warnings } = read({
    ...{ 'metadata.broker.list': ' a:1,b:2 ', 'auto.offset.reset': 'smallest' },
    ...{ 'fetch.message.max.bytes': 1_000, 'enable.auto.commit': false },
    ...{ 'zookeeper.session.timeout.ms': 400, 'ssl.truststore.location': '/file' },
  });
  expect(properties).toEqual({
    ...{ 'bootstrap.servers': 'a:1,b:2', 'auto.offset.reset': 'earliest' },
    ...{ 'max.partition.fetch.bytes': '1000', 'enable.auto.commit': 'false' },
    ...{ 'zookeeper.session.timeout.ms': '400', 'ssl.truststore.location': '/file' },
  });
  expect(warnings).toEqual([]);
});

test('a key that no client knows is left out with a warning', () => {
  const { properties, warnings } = read({ 'bootstrap.server': 'a:1', 'group.id': 'g' });
  expect(properties).toEqual({ 'group.id': 'g' });
  expect(warnings).toEqual([
    "The configuration 'bootstrap.server' was supplied but isn't a known config.",
  ]);
});
