import { createAPI, type Reader, Writer } from '@platformatic/kafka';
import type { Failure } from '../../contract/kafka-client/methods.ts';
import type { Connections } from './connections.ts';
import { CHANGE_TIMEOUT, onController } from './controller.ts';
import { sentenceForCode } from './errors.ts';

const PREFERRED = 0;
/** The preferred leader leads already. */
const ELECTION_NOT_NEEDED = 84;

interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

interface Result {
  readonly topic: string;
  readonly partitions: readonly {
    readonly partition: number;
    readonly errorCode: number;
    readonly errorMessage: string | null;
  }[];
}

interface Response {
  readonly errorCode: number;
  readonly results: readonly Result[];
}

/** ElectLeaders (KIP-183, KIP-460), which the client library does not have. */
const electLeadersV2 = createAPI<[type: number, topics: readonly TopicPartitions[]], Response>(
  43,
  2,
  (type: number, topics: TopicPartitions[]) =>
    Writer.create()
      .appendInt8(type)
      .appendArray(topics, (writer, { topic, partitions }) => {
        writer
          .appendString(topic)
          .appendArray([...partitions], (each, index) => each.appendInt32(index), true, false);
      })
      .appendInt32(CHANGE_TIMEOUT)
      .appendTaggedFields(),
  (_correlationId, _apiKey, _apiVersion, reader) => {
    reader.readInt32(); // for how long the client is throttled
    const errorCode = reader.readInt16();
    const results = reader.readArray(readResult);
    reader.readTaggedFields();
    return { errorCode, results };
  },
);

function readResult(reader: Reader): Result {
  const topic = reader.readString();
  const partitions = reader.readArray((each) => ({
    partition: each.readInt32(),
    errorCode: each.readInt16(),
    errorMessage: each.readNullableString(),
  }));
  return { topic, partitions };
}

/**
 * Makes the preferred leader, the first replica, of each partition lead it; the result says of those where
 * it cannot why, and counts those where it now does and did not before.
 * @throws Error with the broker's reason if it refuses all of it.
 */
export async function electPreferredLeaders(
  connections: Connections,
  topics: readonly TopicPartitions[],
): Promise<{ elected: number; failures: Failure[] }> {
  const api = await connections.version(electLeadersV2);
  const { errorCode, results } = await onController(connections, async (controller) => {
    const answer = await api.async(await connections.to(controller), PREFERRED, topics);
    return { answer, codes: [answer.errorCode] };
  });
  if (errorCode !== 0) throw new Error(sentenceForCode(errorCode));
  const all = results.flatMap(({ topic, partitions }) =>
    partitions.map((each) => ({ what: `${topic}-${each.partition}`, ...each })),
  );
  return {
    elected: all.filter((each) => each.errorCode === 0).length,
    failures: all
      .filter((each) => each.errorCode !== 0 && each.errorCode !== ELECTION_NOT_NEEDED)
      .map((each) => ({
        what: each.what,
        message: sentenceForCode(each.errorCode, each.errorMessage),
      })),
  };
}
