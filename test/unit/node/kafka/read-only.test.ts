import { expect, test } from 'vitest';
import { isFinal } from '../../../../server/node/kafka/producer/refusal.ts';
import { ReadOnlyError, readingOnly } from '../../../../server/node/kafka/read-only.ts';
import { produceRequest } from '../../../../server/protocol/api/00-produce.ts';
import { fetchRequest } from '../../../../server/protocol/api/01-fetch.ts';
import { metadataRequest } from '../../../../server/protocol/api/03-metadata.ts';
import { offsetCommitRequest } from '../../../../server/protocol/api/08-offset-commit.ts';
import { joinGroupRequest } from '../../../../server/protocol/api/11-join-group.ts';
import { createTopicsRequest } from '../../../../server/protocol/api/19-create-topics.ts';
import { deleteTopicsRequest } from '../../../../server/protocol/api/20-delete-topics.ts';

test('what reads is sent as it is', () => {
  const body = { topics: [] };
  expect(readingOnly(fetchRequest, body, 'Production')).toBe(body);
});

test('whoever asks for a topic does not create it', () => {
  const body = { topics: null, allowAutoTopicCreation: true };
  expect(readingOnly(metadataRequest, body, 'Production')).toEqual({
    topics: null,
    allowAutoTopicCreation: false,
  });
});

test.each([
  [produceRequest, "'Production' is read-only: no records are sent to it."],
  [createTopicsRequest, 'CreateTopics is not sent to it, which would change it.'],
  [deleteTopicsRequest, 'DeleteTopics'],
  [offsetCommitRequest, 'OffsetCommit'],
  [joinGroupRequest, 'JoinGroup'],
])('what changes something is refused: $0.name', (request, message) => {
  expect(() => readingOnly(request, {}, 'Production')).toThrow(message);
});

test('nobody tries again', () => {
  expect(isFinal(new ReadOnlyError('Production', 'Produce'))).toBe(true);
});
