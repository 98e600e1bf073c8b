/**
 * CreateTopics, versions 0–7, at the controller: with counts or a manual assignment, configurations, or only
 * validated. Answers when the leaders are known here, or the time is up.
 */
import {
  type CreateTopicsRequest,
  createTopicsRequest,
  createTopicsResponse,
} from '../../protocol/api/19-create-topics.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { InferInput } from '../../protocol/schema.ts';
import type { Broker } from '../broker.ts';
import { TopicConfig } from '../config/topic-config.ts';
import { type TopicKey, topicKeys } from '../config/topic-keys.ts';
import { handler } from '../handler.ts';
import { chunks } from '../metadata/topic-store.ts';
import type { NewTopic, PlannedTopic } from '../topic-plan.ts';

type AskedTopic = CreateTopicsRequest['topics'][number];
type TopicResult = InferInput<typeof createTopicsResponse>['topics'][number];
type TopicConfigs = NonNullable<TopicResult['configs']>;

/** How many topics are created at a time, each in several steps of the coordination service. */
const TOPICS_AT_ONCE = 50;

export const createTopicsHandler = handler(
  createTopicsRequest,
  createTopicsResponse,
  { versions: [0, 7] },
  async (request, { broker }) => {
    const topics = new Map<string, AskedTopic | 'twice'>();
    for (const asked of request.topics) {
      topics.set(asked.name, topics.has(asked.name) ? 'twice' : asked);
    }
    const configsOf = configsIn(broker);
    const create = async ([name, asked]: [string, AskedTopic | 'twice']): Promise<TopicResult> => {
      try {
        if (!broker.controller.isActive) throw new KafkaError(ErrorCode.NOT_CONTROLLER);
        if (asked === 'twice') throw duplicate(name);
        const planned = await broker.topics.create(newTopic(asked), request.validateOnly);
        if (!request.validateOnly) {
          await broker.topics.created(name, planned.replicas.length, request.timeoutMs);
        }
        return describe(planned, configsOf(planned));
      } catch (error) {
        if (!(error instanceof KafkaError)) throw error;
        return { name, errorCode: error.code, errorMessage: error.message, configs: [] };
      }
    };
    const results: TopicResult[] = [];
    for (const some of chunks([...topics], TOPICS_AT_ONCE)) {
      results.push(...(await Promise.all(some.map(create))));
    }
    return { topics: results };
  },
);

/** @throws KafkaError INVALID_REQUEST, INVALID_CONFIG */
function newTopic(asked: AskedTopic): NewTopic {
  const { name, numPartitions, replicationFactor, assignments, configs } = asked;
  const invalid = (why: string) => new KafkaError(ErrorCode.INVALID_REQUEST, why);
  const counts = numPartitions !== -1 || replicationFactor !== -1;
  if (assignments.length > 0 && counts) {
    throw invalid('Both numPartitions or replicationFactor and replicasAssignments were set.');
  }
  const config: Record<string, string> = {};
  for (const { name: key, value } of configs) {
    if (value === null) {
      throw new KafkaError(
        ErrorCode.INVALID_CONFIG,
        `Null value not supported for topic configs: ${key}`,
      );
    }
    config[key] = value;
  }
  const assignment = new Map(assignments.map((each) => [each.partitionIndex, each.brokerIds]));
  return { name, partitions: numPartitions, replicationFactor, assignment, config };
}

function describe(topic: PlannedTopic, configs: TopicConfigs): TopicResult {
  return {
    name: topic.name,
    topicId: topic.id,
    errorCode: ErrorCode.NONE,
    errorMessage: null,
    numPartitions: topic.replicas.length,
    replicationFactor: topic.replicas[0]?.length ?? 0,
    configs,
  };
}

/** What is in force for a topic. Thousands may be created at once: those without a configuration share it. */
function configsIn(broker: Broker): (topic: PlannedTopic) => TopicConfigs {
  const configsOver = (own: PlannedTopic['config']): TopicConfigs => {
    const config = new TopicConfig(own, broker.config);
    return Object.keys(topicKeys).map((name) => {
      const nearest = config.entries(name as TopicKey)[0];
      return {
        name,
        value: nearest?.value ?? null,
        readOnly: false,
        configSource: nearest?.source ?? -1,
        isSensitive: false,
      };
    });
  };
  const plain = configsOver({});
  return ({ config }) => (Object.keys(config).length === 0 ? plain : configsOver(config));
}

function duplicate(name: string): KafkaError {
  return new KafkaError(ErrorCode.INVALID_REQUEST, `Duplicate topic name: ${name}`);
}
