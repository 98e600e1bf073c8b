import type { WantedRecords } from '../../../webview/contract/messages.ts';

/** What a link to records says: `vscode://millrace.millrace/messages?topic=orders&partition=3&offset=17`. */
export interface MessageLink extends WantedRecords {
  readonly topic: string;
  /** The name of a connection; the local cluster if absent. */
  readonly cluster?: string;
}

/** The path of such links. */
export const MESSAGES_PATH = '/messages';

/** The query of a link. */
export function queryOf({ topic, cluster, partition, offset, timestamp }: MessageLink): string {
  const query = new URLSearchParams({ topic });
  if (cluster !== undefined) query.set('cluster', cluster);
  for (const [name, value] of Object.entries({ partition, offset, timestamp })) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.toString();
}

/** What a link's query says; undefined if it names no topic. What is no number is left out. */
export function linkFrom(query: string): MessageLink | undefined {
  const said = new URLSearchParams(query);
  const topic = said.get('topic');
  if (topic === null || topic === '') return undefined;
  const cluster = said.get('cluster');
  const numbers = ['partition', 'offset', 'timestamp'].flatMap((name) => {
    const text = said.get(name);
    return text !== null && /^\d{1,16}$/.test(text) ? [[name, Number(text)] as const] : [];
  });
  return { topic, ...(cluster && { cluster }), ...Object.fromEntries(numbers) };
}
