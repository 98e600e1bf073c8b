/**
 * LZ4 frames (LZ4 frame format 1.6.4), as Kafka's `lz4` codec carries them. Written as Kafka's
 * own Lz4BlockOutputStream does: independent blocks of 64 KB, no checksums but the header's.
 * Read as any writer makes them: all block sizes, dependent blocks, block and content checksums,
 * content size, skippable and several frames.
 *
 * Our own, because the libraries do not hold up: lz4js checks neither bounds nor checksums,
 * lz4-wasm reads no frames and loads a separate file, the others are native.
 */
import { ByteWriter } from '../protocol/records/byte-writer.ts';
import { RecordsError } from '../protocol/records/records-error.ts';
import { compressBlock, decompressBlock } from './lz4-block.ts';
import { MatchFinder } from './lz77.ts';
import { Output } from './output.ts';
import { xxhash32 } from './xxhash32.ts';

const MAGIC = 0x184d2204;
const SKIPPABLE_MAGIC = 0x184d2a50; // to …5f
const BLOCK_SIZE_CODE = 4;
const BLOCK_SIZE = 65_536;
const UNCOMPRESSED = 0x8000_0000;
/** No block grows by more than this factor. */
const MAX_RATIO = 255;

const Flag = {
  dictionaryId: 0x01,
  reserved: 0x02,
  contentChecksum: 0x04,
  contentSize: 0x08,
  blockChecksum: 0x10,
  independentBlocks: 0x20,
  versionMask: 0xc0,
  version: 0x40,
} as const;

/**
 * One frame that holds `bytes`.
 * @param legacyChecksum hash the magic number too, as clients did for messages of magic 0
 */
export function compressLz4(bytes: Uint8Array, legacyChecksum = false): Uint8Array {
  const writer = new ByteWriter(32 + (bytes.length >>> 1));
  writeUint32(writer, MAGIC);
  writer.int8(Flag.version | Flag.independentBlocks);
  writer.int8(BLOCK_SIZE_CODE << 4);
  writer.int8(xxhash32(writer.bytes, legacyChecksum ? 0 : 4, writer.length) >>> 8);
  const finder = new MatchFinder(bytes);
  for (let from = 0; from < bytes.length; from += BLOCK_SIZE) {
    const to = Math.min(from + BLOCK_SIZE, bytes.length);
    const sizeAt = writer.reserve(4);
    compressBlock(bytes, from, to, finder, writer);
    let size = writer.length - sizeAt - 4;
    if (size >= to - from) {
      writer.length = sizeAt + 4;
      writer.raw(bytes.subarray(from, to));
      size = (to - from) | UNCOMPRESSED;
    }
    const end = writer.length;
    writer.length = sizeAt;
    writeUint32(writer, size);
    writer.length = end;
  }
  writeUint32(writer, 0);
  return writer.written();
}

/**
 * What the frames hold.
 * @param legacyChecksum accept any header checksum, for messages of magic 0
 * @throws RecordsError CORRUPT_MESSAGE or MESSAGE_TOO_LARGE as `Compression.decompress`.
 */
export function decompressLz4(
  bytes: Uint8Array,
  maxBytes: number,
  legacyChecksum = false,
): Uint8Array {
  const reader = new Reader(bytes);
  const output = new Output(bytes.length * 4, maxBytes);
  do {
    const magic = reader.uint32();
    if (magic === MAGIC) readFrame(reader, output, legacyChecksum);
    else if ((magic & ~15) === SKIPPABLE_MAGIC) reader.skip(reader.uint32());
    else throw broken(`magic number 0x${magic.toString(16)}`);
  } while (reader.at < bytes.length);
  return output.written();
}

function readFrame(reader: Reader, output: Output, legacyChecksum: boolean): void {
  const { bytes } = reader;
  const start = output.length;
  const { flags, maxBlockSize, contentSize } = readDescriptor(reader, legacyChecksum);
  for (;;) {
    const word = reader.uint32();
    if (word === 0) break;
    const size = word & ~UNCOMPRESSED;
    const at = reader.skip(size);
    if (flags & Flag.blockChecksum && reader.uint32() !== xxhash32(bytes, at, at + size)) {
      throw broken('wrong checksum of a block');
    }
    if (word >= UNCOMPRESSED) {
      if (size > maxBlockSize) throw broken(`a block of ${size} bytes`);
      const to = output.reserve(size);
      output.bytes.set(bytes.subarray(at, at + size), to);
    } else {
      const limit = Math.min(maxBlockSize, size * MAX_RATIO);
      const window = flags & Flag.independentBlocks ? output.length : start;
      decompressBlock(bytes, at, at + size, output, window, limit);
    }
  }
  if (contentSize !== undefined && contentSize !== output.length - start) {
    throw broken(`${output.length - start} bytes instead of ${contentSize}`);
  }
  if (flags & Flag.contentChecksum) {
    const checksum = xxhash32(output.bytes, start, output.length);
    if (reader.uint32() !== checksum) throw broken('wrong checksum of the content');
  }
}

function readDescriptor(reader: Reader, legacyChecksum: boolean) {
  const start = reader.at;
  const flags = reader.uint8();
  const blockSizes = reader.uint8();
  if ((flags & Flag.versionMask) !== Flag.version) throw broken('unknown version');
  const sizeCode = blockSizes >>> 4;
  if (sizeCode < 4 || sizeCode > 7 || blockSizes & 15 || flags & Flag.reserved) {
    throw broken('unknown options');
  }
  let contentSize: number | undefined;
  if (flags & Flag.contentSize) contentSize = reader.uint32() + reader.uint32() * 0x1_0000_0000;
  if (flags & Flag.dictionaryId) throw broken('it needs a dictionary');
  const checksum = (xxhash32(reader.bytes, start, reader.at) >>> 8) & 0xff;
  if (reader.uint8() !== checksum && !legacyChecksum) throw broken('wrong checksum of the header');
  return { flags, maxBlockSize: 1 << (8 + 2 * sizeCode), contentSize };
}

class Reader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  uint8(): number {
    return this.bytes[this.skip(1)]!;
  }

  uint32(): number {
    const at = this.skip(4);
    const { bytes } = this;
    const low = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
    return low + bytes[at + 3]! * 0x100_0000;
  }

  /** Moves on by `count` bytes, and returns where they start. */
  skip(count: number): number {
    const start = this.at;
    if (count > this.bytes.length - start) throw broken('it is cut off');
    this.at += count;
    return start;
  }
}

function writeUint32(writer: ByteWriter, value: number): void {
  for (let shift = 0; shift < 32; shift += 8) writer.int8(value >>> shift);
}

function broken(what: string): RecordsError {
  return new RecordsError('CORRUPT_MESSAGE', `Broken LZ4 frame: ${what}`);
}
