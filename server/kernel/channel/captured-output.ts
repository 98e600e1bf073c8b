import { StringDecoder } from 'node:string_decoder';

/** Takes what this process prints, by `console` or by the streams themselves, instead of its stdout and stderr. */
export function captureOutput(take: (name: 'stdout' | 'stderr', text: string) => void): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8');
    process[name].write = (
      chunk: string | Uint8Array,
      encoding?: BufferEncoding | ((error?: Error | null) => void),
      callback?: (error?: Error | null) => void,
    ): boolean => {
      take(name, typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)));
      const written = typeof encoding === 'function' ? encoding : callback;
      if (written !== undefined) process.nextTick(written);
      return true;
    };
  }
}
