const LF = 10;

/**
 * The lines of UTF-8 text, without their ends (`\n` or `\r\n`), those together that came together, however the text
 * is cut into chunks. A last one without an end counts.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let begun: Uint8Array[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LF);
    if (end !== -1) {
      const lines = decoder.decode(joined([...begun, chunk.subarray(0, end)])).split('\n');
      for (let i = 0; i < lines.length; i++) {
        if (lines[i]!.endsWith('\r')) lines[i] = lines[i]!.slice(0, -1);
      }
      yield lines;
      begun = [];
    }
    // A copy, since the chunk's memory may be used again.
    if (end + 1 < chunk.length) begun.push(new Uint8Array(chunk.subarray(end + 1)));
  }
  if (begun.length > 0) yield [decoder.decode(joined(begun))];
}

/** Bytes in one piece. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
