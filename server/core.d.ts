// What core code may use beyond ECMAScript: both exist in every JavaScript
// runtime, and neither touches time, chance, disk or network.

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array): string;
}

declare function queueMicrotask(task: () => void): void;
