import { formatNumber, t } from '../l10n.ts';

/** The data of a znode as people read it. ZooKeeper itself knows bytes alone. */
export type ZnodeValue =
  | { readonly kind: 'none' }
  /** An object or array; `text` is laid out over lines. */
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  /** `text` is a hex dump. */
  | { readonly kind: 'binary'; readonly text: string };

const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();
// biome-ignore lint/suspicious/noControlCharactersInRegex: text has no other control characters than these
const controlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** What the bytes are: JSON, other text in UTF-8, or neither. */
export function readValue(data: Uint8Array | null): ZnodeValue {
  if (data === null || data.length === 0) return { kind: 'none' };
  const text = textOf(data);
  if (text === undefined) return { kind: 'binary', text: hexDump(data) };
  return isJson(text) ? { kind: 'json', text: layOutJson(text) } : { kind: 'text', text };
}

/** One line of at most `most` characters; undefined where there is nothing. */
export function shortValue(data: Uint8Array | null, most = 80): string | undefined {
  if (data === null || data.length === 0) return undefined;
  const text = textOf(data);
  if (text === undefined) {
    const first = hex(data.subarray(0, 8));
    return t('{0} · {1} bytes', data.length > 8 ? `${first}…` : first, formatNumber(data.length));
  }
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line;
}

/**
 * The value as one line that can be edited, which `parseValue` reads; undefined for what has several lines. JSON is
 * brought onto one.
 */
export function editableValue(data: Uint8Array | null): string | undefined {
  if (data === null) return '';
  const text = textOf(data);
  if (text === undefined) return hex(data);
  const line = isJson(text) ? layOutJson(text, '') : text;
  return /[\r\n]/.test(line) ? undefined : line;
}

/** What was typed: bytes in hexadecimal behind `0x`, else text. */
export function parseValue(text: string): Uint8Array {
  if (!/^0x([\da-f]{2})+$/i.test(text)) return encoder.encode(text);
  return Uint8Array.from(text.slice(2).match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/**
 * JSON with each member on its own line, indented by `indent`; on one line if that is empty. Numbers and strings stay
 * as they are written, which parsing would not keep.
 */
export function layOutJson(text: string, indent = '  '): string {
  let depth = 0;
  const line = () => (indent === '' ? '' : `\n${indent.repeat(depth)}`);
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  return tokens
    .map((token, i) => {
      if (token === '{' || token === '[') {
        if (isClosing(tokens[i + 1])) return token;
        depth++;
        return token + line();
      }
      if (isClosing(token)) {
        if (/^[{[]$/.test(tokens[i - 1] ?? '')) return token;
        depth--;
        return line() + token;
      }
      if (token === ',') return token + line();
      return token === ':' && indent !== '' ? ': ' : token;
    })
    .join('');
}

/** Offsets, sixteen bytes a line, and what of them is printable. */
export function hexDump(data: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < data.length; at += 16) {
    const bytes = data.subarray(at, at + 16);
    const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
    const halves = `${digits.slice(0, 8).join(' ')}  ${digits.slice(8).join(' ')}`.padEnd(48);
    const letters = Array.from(bytes, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
    );
    lines.push(`${at.toString(16).padStart(8, '0')}  ${halves}  ${letters.join('')}`);
  }
  return lines.join('\n');
}

function textOf(data: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(data);
    return controlCharacter.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isClosing(token: string | undefined): boolean {
  return token === '}' || token === ']';
}

function hex(data: Uint8Array): string {
  return `0x${Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
