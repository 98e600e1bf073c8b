import { joined } from './lines.ts';

const LENGTH_BYTES = 4;

/**
 * Pieces of bytes that each come after their length (int32, big-endian), however they are cut into chunks.
 * @throws Error for a length below 0, and where the bytes end within a piece.
 */
export async function* framesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let length = 0;
  // Joined only once there is enough: a large piece comes in many chunks.
  let wanted = LENGTH_BYTES;
  for await (const chunk of chunks) {
    // A copy, since the chunk's memory may be used again.
    parts.push(new Uint8Array(chunk));
    length += chunk.length;
    if (length < wanted) continue;
    let bytes = joined(parts);
    while (bytes.length >= LENGTH_BYTES) {
      const size = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0);
      if (size < 0) throw new Error(`A block of ${size} bytes was announced.`);
      wanted = LENGTH_BYTES + size;
      if (bytes.length < wanted) break;
      yield bytes.subarray(LENGTH_BYTES, wanted);
      bytes = bytes.subarray(wanted);
      wanted = LENGTH_BYTES;
    }
    parts = bytes.length === 0 ? [] : [bytes];
    length = bytes.length;
  }
  if (length > 0) throw new Error(`The bytes ended ${wanted - length} bytes before a block did.`);
}
