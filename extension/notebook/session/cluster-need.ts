import type { CellLanguage } from '../../../server/contract/kernel.ts';

/** What in TypeScript or Python means that Kafka is spoken to. */
const inCode = /\b(KafkaUtils|producer|admin|produceAtRate|kafka|Kafka)\b/;
const onLocalhost = /\b(localhost|127\.0\.0\.1)\b/;

/** Whether a cell will fail where no local cluster runs, as far as its text tells. Comments count, which does no harm. */
export function needsLocalCluster(language: CellLanguage, code: string): boolean {
  const servers =
    /(?:--(?:bootstrap-server|broker-list|zookeeper)[ =]|bootstrap\.servers\W+)(\S+)/g;
  const named = Array.from(code.matchAll(servers), ([, server = '']) => server);
  if (named.length > 0) return named.some((server) => onLocalhost.test(server));
  return language === 'console' ? /^\s*(kafka-|zookeeper-|zkCli)/m.test(code) : inCode.test(code);
}
