/**
 * Where Zstandard frames end (RFC 8878, section 3.1). node:zlib decompresses the first frame of
 * several only, and Node 22 takes a frame that is cut off for a whole one; by their size each is
 * checked and decompressed on its own.
 *
 *     magic | descriptor | window size? | dictionary id? | content size? | blocks | checksum?
 */
import { RecordsError } from '../protocol/records/records-error.ts';

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50; // to …5f
/** A block of this type is one byte, however often it is repeated. */
const RLE_BLOCK = 1;

/** Writers make one; each costs the decompressor far more than the few bytes that an empty one has. */
const MAX_FRAMES = 100;

/**
 * The frames of `bytes`, one after the other, by their headers; skippable ones are left out.
 * @throws RecordsError CORRUPT_MESSAGE on reaching one that is cut off or none, or one too many.
 */
export function* eachZstdFrame(bytes: Uint8Array): Iterable<Uint8Array> {
  let at = 0;
  let count = 0;
  do {
    const magic = readNumber(bytes, at, 4);
    const isSkippable = (magic & ~15) === SKIPPABLE_MAGIC;
    if (!isSkippable && magic !== MAGIC) throw broken(`magic number 0x${magic.toString(16)}`);
    const end = isSkippable ? at + 8 + readNumber(bytes, at + 4, 4) : endOfFrame(bytes, at + 4);
    if (end > bytes.length) throw broken('it is cut off');
    if (!isSkippable) {
      if (++count > MAX_FRAMES) throw broken(`more than ${MAX_FRAMES} of them`);
      yield bytes.subarray(at, end);
    }
    at = end;
  } while (at < bytes.length);
}

function endOfFrame(bytes: Uint8Array, descriptorAt: number): number {
  const descriptor = readNumber(bytes, descriptorAt, 1);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const hasChecksum = (descriptor & 0x04) !== 0;
  const windowSize = isSingleSegment ? 0 : 1;
  const dictionaryIdSize = [0, 1, 2, 4][descriptor & 3]!;
  const contentSizeSize = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6]!;
  let at = descriptorAt + 1 + windowSize + dictionaryIdSize + contentSizeSize;
  for (let isLast = false; !isLast; ) {
    const header = readNumber(bytes, at, 3);
    isLast = (header & 1) === 1;
    at += 3 + (((header >>> 1) & 3) === RLE_BLOCK ? 1 : header >>> 3);
  }
  return at + (hasChecksum ? 4 : 0);
}

/** An unsigned little-endian number of `size` bytes. */
function readNumber(bytes: Uint8Array, at: number, size: number): number {
  if (at + size > bytes.length) throw broken('it is cut off');
  let value = 0;
  for (let index = size - 1; index >= 0; index--) value = value * 256 + bytes[at + index]!;
  return value;
}

function broken(what: string): RecordsError {
  return new RecordsError('CORRUPT_MESSAGE', `Broken zstd frame: ${what}`);
}
