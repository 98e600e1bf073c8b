import { type JuteReader, JuteWriter } from './jute.ts';

/** How a value of type T is written in Jute and read from it; reading throws a JuteError. */
export interface Codec<T> {
  write(value: T, to: JuteWriter): void;
  read(from: JuteReader): T;
}

export const bool: Codec<boolean> = {
  write: (value, to) => to.bool(value),
  read: (from) => from.bool(),
};
export const int: Codec<number> = {
  write: (value, to) => to.int(value),
  read: (from) => from.int(),
};
/** An int64 that is a count or a time. */
export const long: Codec<number> = {
  write: (value, to) => to.long(value),
  read: (from) => from.long(),
};
/** An int64 of which every bit counts. */
export const id: Codec<bigint> = {
  write: (value, to) => to.id(value),
  read: (from) => from.id(),
};
export const text: Codec<string> = {
  write: (value, to) => to.text(value),
  read: (from) => from.text(),
};
export const buffer: Codec<Uint8Array | null> = {
  write: (value, to) => to.buffer(value),
  read: (from) => from.buffer(),
};

export function vector<T>(item: Codec<T>): Codec<readonly T[]> {
  return {
    write: (items, to) => to.vector(items, item.write),
    read: (from) => from.vector(item.read),
  };
}

/** Fields one after another, in the order in which they are named. */
export function record<T extends object>(fields: { [K in keyof T]: Codec<T[K]> }): Codec<T> {
  const entries = Object.entries(fields) as [keyof T, Codec<T[keyof T]>][];
  return {
    write: (value, to) => {
      for (const [name, codec] of entries) codec.write(value[name], to);
    },
    read: (from) => {
      const value: Partial<T> = {};
      for (const [name, codec] of entries) value[name] = codec.read(from);
      return value as T;
    },
  };
}

/** A frame, its length in front, of one value after another. */
export function frameOf(...write: Array<(to: JuteWriter) => void>): Uint8Array {
  const to = new JuteWriter().int(0);
  for (const part of write) part(to);
  return to.finishFrame();
}
