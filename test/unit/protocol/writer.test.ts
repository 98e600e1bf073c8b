import { expect, test } from 'vitest';
import { fetchResponse } from '../../../server/protocol/api/01-fetch.ts';
import { decode, encode } from '../../../server/protocol/codec.ts';

// Each size makes the buffer grow at another place: before, within or behind the records.
test.each([4, 12])('records of any size keep their length in Fetch v%i', (version) => {
  for (let size = 0; size < 5_000_000; size = size * 3 + 7_001) {
    const records = new Uint8Array(size).fill(7);
    const partition = {
      partitionIndex: 0,
      errorCode: 0,
      highWatermark: 1,
      abortedTransactions: [],
    };
    const halves = [records.subarray(0, size >> 1), records.subarray(size >> 1)];
    const bytes = encode(fetchResponse, version, {
      responses: [{ topic: 't', partitions: [{ ...partition, records: halves }] }],
    });
    const decoded = decode(fetchResponse, version, bytes);
    expect(decoded.responses[0]?.partitions[0]?.records?.length).toBe(size);
  }
});
