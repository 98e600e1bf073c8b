import type { Random } from '../../ports/random.ts';
import { uuidFromBytes } from '../../protocol/uuid.ts';

/**
 * A random (version 4) UUID in Kafka's base64 form, never one that starts with '-', which tools would
 * take for a flag (org.apache.kafka.common.Uuid.randomUuid).
 */
export function randomUuid(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const uuid = uuidFromBytes(bytes);
  return uuid.startsWith('-') ? `_${uuid.slice(1)}` : uuid;
}
