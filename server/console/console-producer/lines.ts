/**
 * The lines of a stream of UTF-8, as Java's BufferedReader cuts them: a line ends with LF, CR or CRLF, and the
 * last one may do without. Lines come as soon as they are complete; of a long one the pieces are joined once.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let pieces: string[] = [];
  let afterCarriageReturn = false;
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    let from = 0;
    for (const { index } of text.matchAll(/[\r\n]/g)) {
      const isRestOfCrLf = afterCarriageReturn && index === from && text[index] === '\n';
      if (!isRestOfCrLf) {
        pieces.push(text.slice(from, index));
        yield pieces.join('');
        pieces = [];
      }
      afterCarriageReturn = text[index] === '\r';
      from = index + 1;
    }
    if (from < text.length) {
      pieces.push(text.slice(from));
      afterCarriageReturn = false;
    }
  }
  const last = pieces.join('') + decoder.decode();
  if (last !== '') yield last;
}
