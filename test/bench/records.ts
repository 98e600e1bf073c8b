// How fast produced records are validated: `node test/bench/records.ts [MILLISECONDS per cell]`.
// GB/s are of uncompressed records; `crc` is the checksum alone, the most that validating can reach.

import { readFileSync } from 'node:fs';
import { compression } from '../../server/node/compression.ts';
import { Field } from '../../server/protocol/records/batch-header.ts';
import { Codec } from '../../server/protocol/records/compression.ts';
import { crc32c } from '../../server/protocol/records/crc32c.ts';
import type { ProduceOptions } from '../../server/protocol/records/produce-options.ts';
import { encodeBatch } from '../../server/protocol/records/record-batch.ts';
import { validateProduced } from '../../server/protocol/records/validate.ts';
import { formatTable, rounded } from './measure/table.ts';

const now = 1_750_000_000_000;

const options: ProduceOptions = {
  produceVersion: 9,
  now,
  timestampType: 'create',
  timestampBeforeMaxMs: Number.POSITIVE_INFINITY,
  timestampAfterMaxMs: 3_600_000,
  maxMessageBytes: 2_000_000,
  compressionType: 'producer',
  compacted: false,
};

export interface Rate {
  readonly recordBytes: number;
  readonly codec: string;
  readonly batchBytes: number;
  /** Uncompressed bytes per nanosecond. */
  readonly validate: number;
  readonly crc: number;
}

/** Batches of about 64 KB (one record if that is larger) of real text. */
export function benchRecords(milliseconds: number): Rate[] {
  const text = readFileSync(new URL('../../package-lock.json', import.meta.url));
  return [100, 1000, 100_000].flatMap((recordBytes) =>
    Object.entries(Codec).map(([name, codec]) => {
      const count = Math.max(1, Math.floor(65_536 / recordBytes));
      const records = Array.from({ length: count }, (_, index) => {
        const at = (index * recordBytes) % (text.length - recordBytes);
        const value = text.subarray(at, at + recordBytes);
        return { timestamp: now + index, key: text.subarray(index, index + 8), value };
      });
      const batch = encodeBatch({ records, codec }, compression);
      const size = count * recordBytes;
      const validate = callsPerMs(milliseconds, () =>
        validateProduced(batch, options, compression),
      );
      const crc = callsPerMs(milliseconds, () => crc32c(batch, Field.attributes));
      return {
        recordBytes,
        codec: name,
        batchBytes: batch.length,
        validate: (validate * size) / 1e6,
        crc: (crc * batch.length) / 1e6,
      };
    }),
  );
}

/** The best of five, after a warm-up. */
function callsPerMs(milliseconds: number, call: () => void): number {
  let best = 0;
  for (let round = 0; round < 6; round++) {
    const start = performance.now();
    let calls = 0;
    let elapsed = 0;
    do {
      for (let inner = 0; inner < 10; inner++) call();
      calls += 10;
      elapsed = performance.now() - start;
    } while (elapsed < milliseconds / 6);
    if (round > 0) best = Math.max(best, calls / elapsed);
  }
  return best;
}

if (import.meta.main) {
  const rates = benchRecords(Number(process.argv[2] ?? 600));
  const rows = rates.map(({ recordBytes, codec, batchBytes, validate, crc }) => ({
    'record B': recordBytes,
    codec,
    'batch B': batchBytes,
    'validate GB/s': rounded(validate),
    'crc GB/s': rounded(crc),
  }));
  console.log(formatTable(rows));
}
