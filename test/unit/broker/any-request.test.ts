import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Handler } from '../../../server/broker/handler.ts';
import { handlers } from '../../../server/broker/handlers/index.ts';
import { ApiKey } from '../../../server/protocol/api/index.ts';
import { decodeResponse, encodeRequest } from '../../../server/protocol/headers.ts';
import { BrokerClient, batchOf } from '../../harness/broker-client.ts';
import { fc } from '../../harness/fast-check.ts';
import { InProcessBroker } from '../../harness/in-process-broker.ts';
import { settled } from '../../harness/manual-clock.ts';
import { seededRandom } from '../../harness/seeded-random.ts';
import { decodedMessage } from '../protocol/arbitrary-message.ts';
import { mutate } from '../protocol/mutate.ts';

/** Requests for each version of each API. MILLRACE_FUZZ=100000 is the thorough run. */
const REQUESTS = Math.ceil(Number(process.env.MILLRACE_FUZZ ?? 4000) / 200);

let broker: InProcessBroker;
let plausible: (value: unknown, field?: string) => unknown;

beforeEach(async () => {
  broker = await InProcessBroker.start();
  const client = new BrokerClient(await broker.connect());
  const ids = [await client.createTopic('t', 3)];
  ids.push(await client.createTopic('compacted', 1, { 'cleanup.policy': 'compact' }));
  await client.produce('t', ['a', 'b', 'c']);
  plausible = plausibleValues(ids);
});
// Requests may have made it believe in a controller that answers nobody.
afterEach(() => broker.stop({ handsOver: false }));

const betweenBrokers: readonly number[] = [
  ApiKey.leaderAndIsr,
  ApiKey.stopReplica,
  ApiKey.updateMetadata,
  ApiKey.controlledShutdown,
];

test.each(Array.from(handlers.values(), (handler) => [handler.request.name, handler] as const))(
  '%s: whatever clients ask, they are answered or sent away, and the broker goes on',
  async (_, handler) => {
    let answered = 0;
    for (let version = handler.versions[0]; version <= handler.versions[1]; version++) {
      const bodies = fc.sample(decodedMessage(handler.request, version), {
        numRuns: REQUESTS,
        seed: version,
      });
      for (const body of bodies) {
        if (await ask(handler, version, plausible(body))) answered++;
      }
    }
    expect(answered).toBeGreaterThan(0);
    // Who claims to be the controller is believed, and what a broker says of stopping.
    if (betweenBrokers.includes(handler.request.apiKey)) return;
    expect(broker.log.filter((line) => line.startsWith('error'))).toEqual([]);
    const client = new BrokerClient(await broker.connect());
    await client.createTopic('afterwards');
    expect(await client.produce('afterwards', ['a'])).toMatchObject({ errorCode: 0 });
  },
  60_000,
);

/** Asks on a connection of its own; true if there is an answer, which must be one of that version. */
async function ask(handler: Handler, version: number, body: unknown): Promise<boolean> {
  const wire = await broker.connect();
  wire.sendBytes(encodeRequest(handler.request, version, 1, 'any', body));
  let answer: Uint8Array | undefined;
  wire.nextFrame().then(
    (frame) => {
      answer = frame;
    },
    () => {},
  );
  await settled();
  if (answer === undefined) await broker.clock.advance(100);
  if (answer !== undefined) decodeResponse(handler.response, version, answer);
  // Whoever still waits, for a group to gather, is left waiting.
  wire.close();
  return answer !== undefined;
}

/** Puts in the place of some values what the broker knows, or what lies at its bounds. */
function plausibleValues(topicIds: readonly string[]) {
  const random = seededRandom(7);
  const oneOf = <T>(values: readonly T[]): T => values[random.below(values.length)]!;
  const usually = <T>(values: readonly T[], otherwise: T) =>
    random.below(4) > 0 ? oneOf(values) : otherwise;
  const longest = ['a'.repeat(32_767), 'é'.repeat(16_383)];
  const topics = ['t', 't', 'compacted', '__consumer_offsets', '__transaction_state', 'none', ''];
  const words = ['group', '1', 'retention.ms', 'cleanup.policy', 'compact', 'consumer', 'range'];
  const traps = ['../x', 'a/b', 'constructor', '__proto__'];
  const numbers = [-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 7, 100, 6000, 2 ** 31 - 1];
  const strings = [...topics, ...words, ...traps, ...longest];
  const batch = () => {
    const made = batchOf(['a', 'b'], {
      codec: random.below(5),
      producerId: oneOf([-1, 0, 1000]),
      producerEpoch: oneOf([-1, 0, 5]),
      baseSequence: oneOf([-1, 0, 1, 2 ** 31 - 1]),
      isTransactional: random.below(4) === 0,
    });
    return random.below(2) === 0 ? made : mutate(made, random);
  };
  return function replaced(value: unknown, field = ''): unknown {
    if (field === 'topicId') return usually([...topicIds, 'A'.repeat(22)], value);
    if (field === 'replicaDirectoryId') return value;
    if (field === 'records' && value !== null) return usually([batch()], value);
    // The clock stands still: nobody waits longer than the test.
    if (field === 'maxWaitMs') return oneOf([-1, 0, 100]);
    if (field === 'resourceType') return usually([2, 4], value as number);
    if (typeof value === 'string') return usually(strings, value);
    if (typeof value === 'number') return usually(fitting(numbers, value), value);
    if (Array.isArray(value)) return value.map((item) => replaced(item, field));
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, replaced(part, name)]),
    );
  };
}

/** Those that surely fit a field that holds `value`; most fields of a byte or two hold small numbers. */
function fitting(numbers: readonly number[], value: number): number[] {
  const most = Math.abs(value) > 0x8000 ? 2 ** 31 - 1 : 127;
  return numbers.filter((number) => Math.abs(number) <= most);
}
