/** IP addresses as the `ip` scheme of access control lists compares them. */

/** Whether `text` is an address, or an address and a count of leading bits: `10.0.0.0/8`. */
export function isIpPattern(text: string): boolean {
  return parsePattern(text) !== undefined;
}

/** Whether `address` is within `pattern`. */
export function ipMatches(pattern: string, address: string): boolean {
  const wanted = parsePattern(pattern);
  const bytes = parseIp(address);
  if (wanted === undefined || bytes?.length !== wanted.bytes.length) return false;
  return wanted.bytes.every((byte, i) => {
    const bits = Math.min(Math.max(wanted.bits - i * 8, 0), 8);
    const mask = (0xff << (8 - bits)) & 0xff;
    return (byte & mask) === ((bytes[i] ?? 0) & mask);
  });
}

function parsePattern(text: string): { bytes: number[]; bits: number } | undefined {
  const [address = '', count, ...rest] = text.split('/');
  const bytes = parseIp(address);
  if (bytes === undefined || rest.length > 0) return undefined;
  if (count === undefined) return { bytes, bits: bytes.length * 8 };
  if (!/^\d{1,3}$/.test(count) || Number(count) > bytes.length * 8) return undefined;
  return { bytes, bits: Number(count) };
}

/** Four or sixteen bytes; an IPv4 address in IPv6 clothes (`::ffff:127.0.0.1`) is the IPv4 address. */
function parseIp(text: string): number[] | undefined {
  if (!text.includes(':')) return parseIpv4(text);
  const mapped = /^::ffff:([\d.]+)$/i.exec(text)?.[1];
  return mapped === undefined ? parseIpv6(text) : parseIpv4(mapped);
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 0xff) ? bytes : undefined;
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.replace(/%.*$/, '').split('::');
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right];
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
  return groups.flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
