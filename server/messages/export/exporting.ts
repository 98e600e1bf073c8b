// Writes records to a file.

import type { ExportOptions, ExportProgress } from '../../contract/messages/reading.ts';
import type { Clock } from '../../ports/clock.ts';
import { AtMost, EVENT_MS } from '../at-most.ts';
import type { RecordPlace } from '../reading/records-view.ts';
import { decodeRecord, type RecordDecoders } from '../reading/rows.ts';
import { Slices } from '../slices.ts';
import { type RecordFormat, recordFormat } from './record-formats.ts';
import { ReplacingFile } from './replacing-file.ts';

export interface ExportingOptions {
  readonly options: ExportOptions;
  /** In the order in which they are written. */
  readonly records: Iterable<RecordPlace> & { readonly length: number };
  readonly decoders: RecordDecoders;
  readonly clock: Clock;
  readonly onProgress: (progress: ExportProgress) => void;
}

/** One export, from its start to its end. */
export class Exporting {
  /** Resolves when nothing more happens, and nothing half is left. Never rejects. */
  readonly ended: Promise<void>;
  readonly #options: ExportingOptions;
  readonly #file: ReplacingFile;
  readonly #format: RecordFormat;
  readonly #slices: Slices;
  readonly #progress: AtMost;
  #written = 0;
  #state: ExportProgress['state'] = 'writing';
  #problem: string | undefined;
  #isCancelled = false;

  /** @throws UserError if the file cannot be written */
  static async start(options: ExportingOptions): Promise<Exporting> {
    return new Exporting(options, await ReplacingFile.create(options.options.file));
  }

  private constructor(options: ExportingOptions, file: ReplacingFile) {
    const { clock, onProgress } = options;
    this.#options = options;
    this.#file = file;
    this.#format = recordFormat(options.options.format);
    this.#slices = new Slices(clock);
    this.#progress = new AtMost(clock, EVENT_MS, () => onProgress(this.#told()));
    this.ended = this.#run();
  }

  /** Leaves no file, and an older one as it was. */
  cancel(): void {
    this.#isCancelled = true;
  }

  async #run(): Promise<void> {
    this.#progress.now();
    try {
      this.#file.append(Buffer.from(this.#format.heading));
      for (const place of this.#options.records) {
        if (this.#isCancelled) break;
        await this.#write(place);
      }
      if (this.#isCancelled) await this.#file.discard();
      else await this.#file.commit();
      this.#state = this.#isCancelled ? 'cancelled' : 'done';
    } catch (error) {
      await this.#file.discard();
      this.#state = 'failed';
      this.#problem = (error as Error).message;
    }
    this.#progress.now();
  }

  async #write({ chunk, at }: RecordPlace): Promise<void> {
    const record = decodeRecord(chunk, at, this.#options.decoders);
    this.#file.append(this.#format.line(record instanceof Promise ? await record : record));
    this.#written++;
    this.#progress.changed();
    if (this.#file.isFull) await this.#file.flush();
    if (this.#slices.isOver) await this.#slices.next();
  }

  #told(): ExportProgress {
    return {
      written: this.#written,
      total: this.#options.records.length,
      bytes: this.#file.bytes,
      state: this.#state,
      ...(this.#problem !== undefined && { problem: this.#problem }),
    };
  }
}
