// Values of formats that are not text, as JSON: what the detail shows, and what the same format's encoder takes back.

/** How bytes stand in JSON: a character for each as in Avro's own JSON encoding, or base64 as in Protobuf's. */
export type BytesAsText = 'latin1' | 'base64';

/**
 * A value of a decoder as JSON without space; it is nested no deeper than decoders allow. NaN and infinities, which JSON does
 * not know, are strings.
 */
export function jsonText(value: unknown, bytesAs: BytesAsText): string {
  switch (typeof value) {
    case 'number':
      if (Object.is(value, -0)) return '-0.0';
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case 'bigint':
      return String(value);
    case 'string':
      return JSON.stringify(value);
    case 'object':
      break;
    default:
      return String(value);
  }
  if (value === null) return 'null';
  if (value instanceof Uint8Array) {
    return JSON.stringify(
      Buffer.from(value.buffer, value.byteOffset, value.length).toString(bytesAs),
    );
  }
  if (Array.isArray(value)) return `[${value.map((each) => jsonText(each, bytesAs)).join(',')}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${jsonText(member, bytesAs)}`,
  );
  return `{${members.join(',')}}`;
}
