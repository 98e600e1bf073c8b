import { expect, test } from 'vitest';
import type { ReadingStatus } from '../../../../server/contract/messages/reading.ts';
import type { ReadingEvent } from '../../../../webview/contract/messages.ts';
import { type Ask, ReadingSession } from '../../../../webview/messages/reading-session.ts';
import { countText } from '../../../../webview/messages/text.ts';
import {
  choiceFor,
  firstChoice,
  stopText,
} from '../../../../webview/messages/toolbar/reading-choice.ts';

function status(fields: Partial<ReadingStatus> = {}): ReadingStatus {
  return {
    state: 'live',
    scanned: 100,
    matching: 40,
    kept: 100,
    keptBytes: 1000,
    evicted: 0,
    rate: 0,
    partitions: [],
    ...fields,
  };
}

const event = (rows: number): ReadingEvent => ({ kind: 'reading', status: status(), rows });

/** A session whose requests are answered as `answers` say, one after the other. */
function sessionWith(answers: Readonly<Record<string, unknown[]>> = {}) {
  const asked: [string, unknown][] = [];
  const told: string[] = [];
  const ask = (async (request: string, argument: unknown) => {
    asked.push([request, argument]);
    const answer = answers[request]?.shift() ?? null;
    if (answer instanceof Error) throw answer;
    return answer;
  }) as unknown as Ask;
  const session = new ReadingSession(firstChoice, {
    ask,
    onChange: () => {},
    onBegin: () => told.push('begin'),
    onRows: (rows) => told.push(`rows ${rows}`),
  });
  session.about('orders', 1000);
  session.showHistogram(false);
  return { session, asked, told };
}

test('a reading begins with what was chosen and what the extension knows', async () => {
  const { session, asked, told } = sessionWith();
  await session.begin(firstChoice);
  expect(asked).toEqual([['read', { ...firstChoice, topic: 'orders', memory: 1000 }]]);
  session.take(event(1));
  session.take(event(1));
  session.take(event(2));
  expect(told).toEqual(['begin', 'rows 40', 'rows 40']);
});

test('a reading that was heard of before is taken on with all its rows', () => {
  const { session, told } = sessionWith();
  session.take(event(7));
  session.takeOn({ ...firstChoice, topic: 'orders', memory: 1 }, event(7));
  expect(told).toEqual(['rows 40', 'begin', 'rows 40']);
});

test('what is wrong with an old reading is not said of a new one', async () => {
  const { session } = sessionWith({ read: [new Error('The topic is gone.'), null] });
  const first = session.begin(firstChoice);
  const second = session.begin({ ...firstChoice, order: 'oldest' });
  await Promise.all([first, second]);
  expect(session.problem).toBeUndefined();
});

test('why nothing can be read is said', async () => {
  const { session } = sessionWith({ read: [new Error('The topic is gone.')] });
  await session.begin(firstChoice);
  expect(session.problem).toBe('The topic is gone.');
});

test('of the reading before nothing is left, although it may be heard of until the answer comes', async () => {
  const { session, told } = sessionWith({ read: [null, new Error('No partition was chosen.')] });
  await session.begin(firstChoice);
  session.take(event(1));
  const begun = session.begin({ ...firstChoice, partitions: [] });
  session.take(event(2));
  await begun;
  expect(session.status).toBeUndefined();
  expect(session.problem).toBe('No partition was chosen.');
  expect(told).toEqual(['begin', 'rows 40', 'begin', 'rows 40', 'begin']);
});

test('a link reads from its record on, whatever was chosen before', () => {
  const before = { ...firstChoice, partitions: [1, 2], filter: { text: 'x' } };
  expect(choiceFor({ partition: 3, offset: 17 }, before)).toMatchObject({
    partitions: [3],
    start: { kind: 'offset', offset: 17 },
    filter: {},
    order: 'oldest',
  });
  expect(choiceFor({ partition: 3 }, before)).toMatchObject({ filter: { text: 'x' } });
  expect(choiceFor({ timestamp: 5 }, before).partitions).toBeUndefined();
});

test('when a reading stops is said in few words', () => {
  expect(stopText({}, String)).toBe('Live, no end');
  expect(stopText({ atEnd: true, scanned: 1000, timestamp: 7 }, String)).toBe(
    'the end or 1,000 read or 7',
  );
});

test('counts say what matches where something is looked for', () => {
  expect(countText(status(), false)).toBe('100 records');
  expect(countText(status({ scanned: 1 }), true)).toBe('40 of 1 record match');
});
