import { apis } from '../../../server/protocol/api/index.ts';
import {
  consumerProtocolAssignment,
  consumerProtocolSubscription,
} from '../../../server/protocol/consumer-protocol.ts';
import { requestHeader, responseHeader } from '../../../server/protocol/headers.ts';
import type { Message } from '../../../server/protocol/schema.ts';

/** Every message that Kafka's schemas describe and that is declared here. */
export const messages: readonly Message[] = [
  ...apis.flatMap(({ request, response }): Message[] => [request, response]),
  requestHeader,
  responseHeader,
  consumerProtocolSubscription,
  consumerProtocolAssignment,
];

export function versionsOf({ versions }: Message): number[] {
  return Array.from({ length: versions.max - versions.min + 1 }, (_, i) => versions.min + i);
}
