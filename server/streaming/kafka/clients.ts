import type { SparkContext } from '../context/spark-context.ts';
import type { KafkaClient, KafkaParameters } from './kafka-client.ts';

/** The clients of each context, by their parameters. */
const known = new WeakMap<SparkContext, Map<string, KafkaClient>>();

/** Parameters with what is known, where the program runs, of the cluster that they are for. */
export function located(
  { environment }: SparkContext,
  parameters: KafkaParameters,
): KafkaParameters {
  return environment.kafka.locate?.(parameters) ?? parameters;
}

/** The context's client with these parameters, the same for all who ask: it reads ahead, and ends with the context. */
export function clientOf(context: SparkContext, parameters: KafkaParameters): KafkaClient {
  let clients = known.get(context);
  if (clients === undefined) {
    const all = new Map<string, KafkaClient>();
    context.onStop(() => {
      for (const client of all.values()) void client.close().catch(() => undefined);
      known.delete(context);
    });
    known.set(context, all);
    clients = all;
  }
  const key = JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
  let client = clients.get(key);
  if (client === undefined) {
    client = context.environment.kafka(parameters);
    clients.set(key, client);
  }
  return client;
}
