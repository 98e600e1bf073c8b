import type { Content, Files } from '../../ports/files.ts';
import type { SparkContext } from '../context/spark-context.ts';
import { jsonLine } from '../files/json-lines.ts';
import type { RDD } from '../rdd/rdd.ts';
import { textForm } from '../rdd/text-form.ts';
import { type BatchWrite, BatchWrites } from './batch-writes.ts';
import { Journal } from './journal.ts';
import { openedOnce } from './opened.ts';

export interface AppendOptions {
  /** `text` as `pprint` shows values, or `json`; text without it. */
  readonly format?: 'text' | 'json';
  /** Tells output operations apart that append to the same file. */
  readonly sink?: string;
}

/** What a batch has written: the bytes from `start` up to `end`. */
interface Segment extends BatchWrite {
  readonly start: number;
  readonly end: number;
}

/**
 * Writes whose places are remembered, at least: with batches of 10 milliseconds as long as checkpoints hold on to one
 * that failed, where nobody has set their interval.
 */
const LEAST_WRITES = 10_000;

/**
 * A file that batches are appended to. A hidden file beside it remembers where the batches are, so that one that runs
 * again after a restart replaces what it has written.
 */
export class AppendedFile {
  readonly #files: Files;
  readonly #path: string;
  readonly #journal: Journal<Segment>;
  readonly #writes = new BatchWrites();
  /** In the order of their places. */
  #segments: Segment[];
  #turn: Promise<void> = Promise.resolve();

  private constructor(files: Files, path: string, journal: Journal<Segment>, segments: Segment[]) {
    this.#files = files;
    this.#path = path;
    this.#journal = journal;
    this.#segments = segments;
  }

  /** The file at a path, the same one for all of a context. @throws FilesError */
  static open(context: SparkContext, path: string): Promise<AppendedFile> {
    const { files } = context.environment;
    const absolute = files.absolute(path);
    return openedOnce(context, `file ${absolute}`, async () => {
      const { journal, entries } = await Journal.open<Segment>(files, journalOf(absolute));
      return new AppendedFile(files, absolute, journal, entries);
    });
  }

  /** Appends a line for each element of an RDD. @throws SparkException; FilesError */
  async append(
    rdd: RDD<unknown>,
    { format = 'text', sink = '' }: AppendOptions = {},
  ): Promise<void> {
    const lineOf = format === 'json' ? jsonLine : textForm;
    const parts = await rdd.context.runJob(
      rdd,
      (values) => values.map((value) => `${lineOf(value)}\n`).join(''),
      { description: 'appendToFile' },
    );
    await this.write(new TextEncoder().encode(parts.join('')), rdd.batchTime, sink);
  }

  /** Appends bytes. @param batchTime in milliseconds, if they are those of a batch. */
  write(bytes: Uint8Array, batchTime?: number, sink = ''): Promise<void> {
    const write = batchTime === undefined ? undefined : this.#writes.next(sink, batchTime);
    const done = this.#turn.then(() => this.#write(bytes, write));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  close(): Promise<void> {
    return this.#turn;
  }

  async #write(bytes: Uint8Array, write: BatchWrite | undefined): Promise<void> {
    const before = this.#segments.find((segment) => write !== undefined && isOf(segment, write));
    if (before !== undefined && before !== this.#segments.at(-1)) {
      await this.#replace(before, bytes);
      return;
    }
    const start = before?.start ?? this.#end();
    if (write !== undefined) await this.#remember({ ...write, start, end: start + bytes.length });
    await this.#files.append(this.#path, start, [bytes]);
  }

  /** Where the next batch begins: behind all that is there, but for a batch that a crash has cut off. */
  #end(): number {
    const size = this.#files.stat(this.#path)?.size ?? 0;
    const last = this.#segments.at(-1);
    return last !== undefined && size < last.end ? Math.min(last.start, size) : size;
  }

  /** Writes a batch anew that others come after. */
  async #replace(before: Segment, bytes: Uint8Array): Promise<void> {
    const { start, end } = before;
    const moved = start + bytes.length - end;
    await this.#files.write(this.#path, this.#around(before, bytes));
    this.#segments = this.#segments.map((segment) => {
      if (segment === before) return { ...before, end: end + moved };
      if (segment.start < end) return segment;
      return { ...segment, start: segment.start + moved, end: segment.end + moved };
    });
    await this.#journal.replace(this.#segments);
  }

  async *#around({ start, end }: Segment, bytes: Uint8Array): Content & AsyncGenerator<Uint8Array> {
    yield* this.#files.read(this.#path, 0, start);
    yield bytes;
    yield* this.#files.read(this.#path, end);
  }

  /** Notes where the last write is, which takes the place of what was there. */
  async #remember(segment: Segment): Promise<void> {
    const last = this.#segments.at(-1);
    const isBehind = last === undefined || (last.end <= segment.start && !isOf(last, segment));
    if (isBehind && this.#segments.length < 2 * LEAST_WRITES) {
      this.#segments.push(segment);
      await this.#journal.add(segment);
      return;
    }
    const kept = this.#segments
      .filter((known) => known.end <= segment.start && !isOf(known, segment))
      .slice(-LEAST_WRITES);
    this.#segments = [...kept, segment];
    await this.#journal.replace(this.#segments);
  }
}

function isOf(segment: Segment, { sink, batchTime, call }: BatchWrite): boolean {
  return segment.batchTime === batchTime && segment.sink === sink && segment.call === call;
}

/** `folder/.name.batches` */
function journalOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return `${path.slice(0, slash + 1)}.${path.slice(slash + 1)}.batches`;
}
