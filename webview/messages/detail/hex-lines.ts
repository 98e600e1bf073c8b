const BYTES = 16;

/** Bytes as editors of them have it: `00000010  7b 22 69 64 …  {"id…`. @param hex two digits a byte. */
export function hexLines(hex: string): readonly string[] {
  const lines: string[] = [];
  const digits = hex.replace(/\s+/g, '');
  for (let at = 0; at < digits.length; at += BYTES * 2) {
    const bytes = digits.slice(at, at + BYTES * 2).match(/../g) ?? [];
    const columns = bytes.join(' ').padEnd(BYTES * 3 - 1);
    const spread = `${columns.slice(0, 23)}  ${columns.slice(24)}`;
    const text = bytes.map((byte) => printable(Number.parseInt(byte, 16))).join('');
    lines.push(`${(at / 2).toString(16).padStart(8, '0')}  ${spread}  ${text}`);
  }
  return lines;
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}
