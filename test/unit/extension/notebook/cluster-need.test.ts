import { expect, test } from 'vitest';
import { needsLocalCluster } from '../../../../extension/notebook/session/cluster-need.ts';
import type { CellLanguage } from '../../../../server/contract/kernel.ts';

test.each<[CellLanguage, string, boolean]>([
  ['console', 'kafka-topics --list', true],
  ['console', '  kafka-topics.sh --list --bootstrap-server localhost:9092', true],
  ['console', 'kafka-topics --list --bootstrap-server=broker.example:9092', false],
  ['console', 'zookeeper-shell localhost:2181 ls /', true],
  ['console', '# nothing yet', false],
  ['ts', 'const lines = ssc.socketTextStream("localhost", 9999);', false],
  ['ts', 'KafkaUtils.createDirectStream(ssc)', true],
  ['ts', "'bootstrap.servers': 'localhost:9092'", true],
  ['ts', "KafkaUtils.of({ 'bootstrap.servers': 'broker.example:9092' })", false],
  ['ts', 'await producer.send("a", ["b"])', true],
  ['ts', 'produceAtRate("a", 10, () => 1)', true],
  ['ts', 'const production = 1', false],
  ['python', 'KafkaUtils.createStream(ssc)', true],
])('%s: %s', (language, code, needs) => {
  expect(needsLocalCluster(language, code)).toBe(needs);
});
