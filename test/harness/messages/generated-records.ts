// Records made from their numbers: a million of them cost nothing.

import type {
  DecodedPreview,
  DecodedWhole,
  RecordDetail,
  RecordRow,
} from '../../../server/contract/messages/reading.ts';

export const PARTITIONS = 6;
/** The moment of the first record, in milliseconds since the epoch. */
export const FIRST_TIME = Date.UTC(2026, 10, 22, 9);

const cities = ['Lisbon', 'Zürich', 'Kraków', 'Reykjavík', 'Oaxaca', 'Bergen', 'Ljubljana'];
const states = ['created', 'paid', 'packed', 'shipped', 'delivered'];
const compressions = ['none', 'lz4', 'zstd', 'none', 'snappy', 'gzip'] as const;

/** The record of a number. Some are tombstones, empty, of headers alone, or not what they should be. */
export function recordAt(number: number, spacing: number): RecordRow {
  const value = valueAt(number);
  const key = number % 97 === 5 || number % 41 === 3 ? missing('null') : text(keyAt(number));
  const headers =
    number % 4 === 0 || number % 97 === 5
      ? [
          { name: 'source', value: text(number % 8 === 0 ? 'web' : 'shop') },
          { name: 'trace', value: text((number * 2_654_435_761).toString(16).slice(-12)) },
        ]
      : [];
  return {
    id: number + 1,
    partition: number % PARTITIONS,
    offset: Math.floor(number / PARTITIONS),
    timestamp: FIRST_TIME + Math.floor(number * spacing),
    timestampType: 'create',
    key,
    value,
    headers,
    size: Math.max(0, key.size) + Math.max(0, value.size) + headers.length * 20,
    compression: compressions[number % PARTITIONS] ?? 'none',
    ...(number % 3 === 0 && { producer: { id: 4000 + (number % 7), epoch: 0, sequence: number } }),
    transactional: false,
  };
}

/** The same record whole. */
export function detailOf(row: RecordRow): RecordDetail {
  return {
    row,
    key: whole(row.key),
    value: whole(row.value),
    headers: row.headers.map(({ name, value }) => ({ name, value: whole(value) })),
  };
}

function keyAt(number: number): string {
  return `customer-${String((number * 7919) % 5000).padStart(4, '0')}`;
}

function valueAt(number: number): DecodedPreview {
  if (number % 97 === 5 || number % 53 === 7) return missing('null');
  if (number % 61 === 11) return missing('empty');
  if (number % 89 === 17) {
    return {
      format: 'bytes',
      text: '00 00 00 2a c3 28 a0 a1 e2 28 a1',
      shortened: false,
      size: 11,
      problem: 'Schema 42 is not in the registry.',
    };
  }
  const order = {
    order: number,
    customer: { id: keyAt(number), city: cities[number % cities.length] },
    state: states[(number * 31) % states.length],
    items: Array.from({ length: 1 + (number % 3) }, (_, i) => ({
      sku: `SKU-${(number * 13 + i * 7) % 900}`,
      price: ((number * 37 + i * 11) % 9000) / 100,
    })),
    paid: number % 2 === 0,
  };
  return { ...text(JSON.stringify(order)), format: 'json' };
}

function text(value: string): DecodedPreview {
  return { format: 'string', text: value, shortened: false, size: value.length };
}

function missing(format: 'null' | 'empty'): DecodedPreview {
  return { format, text: '', shortened: false, size: format === 'null' ? -1 : 0 };
}

function whole({ format, text, size, problem }: DecodedPreview): DecodedWhole {
  const bytes = new TextEncoder().encode(text);
  return {
    format,
    text: format === 'json' ? JSON.stringify(JSON.parse(text), undefined, 2) : text,
    size,
    ...(problem !== undefined && { problem }),
    hex: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
}
