// One panel: its cluster, and what is done for it there: a reading and its export, what it sends, a sample, a copy.

import type { CopyingOptions } from '../contract/messages/copying.ts';
import type { Decoding } from '../contract/messages/decoding.ts';
import type {
  ExportOptions,
  ReadingOptions,
  RecordDetail,
  RecordFilter,
  RecordOrder,
  Rows,
  RowWindow,
  TimeHistogram,
} from '../contract/messages/reading.ts';
import type { SamplingOptions, SamplingStatus } from '../contract/messages/sampling.ts';
import type { MessagesEvent, ServiceCluster } from '../contract/messages/service.ts';
import { parseAddresses } from '../node/kafka/addresses.ts';
import { Cluster } from '../node/kafka/cluster.ts';
import { connectionOptions } from '../node/kafka/connection-options.ts';
import { readUserText } from '../node/read-file.ts';
import { UserError } from '../node/user-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { Copying } from './copying/copying.ts';
import { startCopying } from './copying/kafka-copying.ts';
import { Exporting } from './export/exporting.ts';
import { checkFilter } from './filter/check-filter.ts';
import { FilterThread } from './filter/filter-thread.ts';
import { makeDecoder } from './formats/formats.ts';
import type { MakeProducing, Producing } from './producing.ts';
import { checkReading } from './reading/check-reading.ts';
import { Reading } from './reading/reading.ts';
import type { RecordDecoders } from './reading/rows.ts';
import { KafkaTopic } from './reading/topic-source.ts';
import { checkSampling } from './sampling/check-sampling.ts';
import { Sampling } from './sampling/sampling.ts';

/** By which brokers know whose connections these are. */
export const CLIENT_ID = 'millrace-messages';

export interface PanelOptions {
  readonly clock: Clock;
  readonly send: (event: MessagesEvent) => void;
  readonly makeProducing?: MakeProducing | undefined;
}

export class Panel {
  readonly #options: PanelOptions;
  #cluster: ServiceCluster | undefined;
  #reading: Reading | undefined;
  #exporting: Exporting | undefined;
  /** Whether an export is about to begin. */
  #isOpeningFile = false;
  #producing: Producing | undefined;
  #sampling: Sampling | undefined;
  #copying: Copying | undefined;
  #isClosed = false;
  /** Counts readings, since one can be asked for while another begins. */
  #asked = 0;

  constructor(options: PanelOptions) {
    this.#options = options;
  }

  /** A reading of another cluster ends. */
  async useCluster(cluster: ServiceCluster): Promise<void> {
    const isOther = JSON.stringify(cluster) !== JSON.stringify(this.#cluster);
    this.#cluster = cluster;
    if (!isOther) return;
    this.#asked++;
    this.#endReading();
    this.#endSampling();
    this.#copying?.stop();
    await this.#endProducing();
  }

  /** @throws UserError before a cluster was named */
  get cluster(): ServiceCluster {
    if (this.#cluster === undefined) throw new UserError('No cluster has been chosen.');
    return this.#cluster;
  }

  /** @throws UserError for options that cannot be used; there is no reading then */
  async read(options: ReadingOptions): Promise<void> {
    const asked = ++this.#asked;
    // Also where the next one cannot begin: what is shown would be what was not asked for.
    this.#endReading();
    checkReading(options);
    checkFilter(options.filter);
    const decoders = await this.#decodersFor(options);
    const source = await this.#source(options.topic, options.isolation === 'read_committed');
    // Another was asked for meanwhile.
    if (asked !== this.#asked) return;
    this.#reading = this.#newReading(options, source, decoders);
    this.#reading.start();
  }

  pause(): void {
    this.#reading?.pause();
  }

  resume(): void {
    this.#reading?.resume();
  }

  stop(): void {
    this.#asked++;
    this.#reading?.stop();
  }

  /** @throws UserError for one that cannot be used */
  filter(filter: RecordFilter): void {
    checkFilter(filter);
    this.#expectReading().filter(filter);
  }

  order(order: RecordOrder): void {
    this.#expectReading().order(order);
  }

  async rows(window: RowWindow): Promise<Rows> {
    return (await this.#reading?.view.rows(window)) ?? { from: 0, rows: [], total: 0 };
  }

  async detail(id: number): Promise<RecordDetail | null> {
    return (await this.#reading?.view.detail(id)) ?? null;
  }

  async histogram(bars: number): Promise<TimeHistogram | null> {
    return (await this.#reading?.view.histogram(bars)) ?? null;
  }

  /** @throws UserError if there is nothing to export, or no file to write */
  async export(options: ExportOptions): Promise<void> {
    const { view } = this.#expectReading();
    if (this.#exporting !== undefined || this.#isOpeningFile) {
      throw new UserError('An export is under way already: cancel it, or wait for its end.');
    }
    const { clock, send } = this.#options;
    this.#isOpeningFile = true;
    try {
      const exporting = await Exporting.start({
        ...{ options, clock, decoders: view.decoders },
        records: options.records === undefined ? view.matching() : view.chosen(options.records),
        onProgress: (progress) => send({ kind: 'export', progress }),
      });
      this.#exporting = exporting;
      if (this.#isClosed) exporting.cancel();
      void exporting.ended.then(() => {
        if (this.#exporting === exporting) this.#exporting = undefined;
      });
    } finally {
      this.#isOpeningFile = false;
    }
  }

  cancelExport(): void {
    this.#exporting?.cancel();
  }

  /** What sends for it. @throws UserError where nothing can be sent */
  get producing(): Producing {
    const { makeProducing, send } = this.#options;
    if (makeProducing === undefined) throw new UserError('Records cannot be sent from here.');
    this.#producing ??= makeProducing(this.cluster, (status) =>
      send({ kind: 'producing', status }),
    );
    return this.#producing;
  }

  /** @throws UserError for options that cannot be used */
  async sample(options: SamplingOptions): Promise<void> {
    checkSampling(options);
    const asked = ++this.#asked;
    const source = await this.#source(options.topic, true);
    if (asked !== this.#asked) return;
    this.#endSampling();
    const { clock, send } = this.#options;
    const onStatus = (status: SamplingStatus) => send({ kind: 'sampling', status });
    this.#sampling = new Sampling({ options, source, clock, onStatus });
    this.#sampling.start();
  }

  stopSampling(): void {
    this.#sampling?.stop();
  }

  /** @throws UserError while another is under way */
  async copy(options: CopyingOptions): Promise<void> {
    if (this.#copying?.status.state === 'copying') {
      throw new UserError(
        'Records are being copied already: wait for the end of that, or stop it.',
      );
    }
    const { clock, send } = this.#options;
    this.#copying = await startCopying(this.cluster, options, clock, (status) =>
      send({ kind: 'copying', status }),
    );
    // It may have been closed meanwhile.
    if (this.#isClosed) this.#copying.stop();
  }

  stopCopying(): void {
    this.#copying?.stop();
  }

  /** Ends everything; no file is left half written. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#asked++;
    this.#exporting?.cancel();
    this.#endReading();
    this.#endSampling();
    this.#copying?.stop();
    await Promise.all([this.#endProducing(), this.#exporting?.ended]);
  }

  #expectReading(): Reading {
    if (this.#reading === undefined) throw new UserError('Nothing has been read yet.');
    return this.#reading;
  }

  #endReading(): void {
    this.#reading?.close();
    this.#reading = undefined;
  }

  #endSampling(): void {
    this.#sampling?.close();
    this.#sampling = undefined;
  }

  async #source(topic: string, readCommitted: boolean): Promise<KafkaTopic> {
    const { properties } = this.cluster;
    const bootstrap = parseAddresses(properties['bootstrap.servers'] ?? '');
    const connection = await connectionOptions(properties);
    const cluster = new Cluster(bootstrap, connection, properties['client.id'] ?? CLIENT_ID);
    return new KafkaTopic(cluster, topic, readCommitted);
  }

  async #endProducing(): Promise<void> {
    const producing = this.#producing;
    this.#producing = undefined;
    await producing?.close();
  }

  #newReading(options: ReadingOptions, source: KafkaTopic, decoders: RecordDecoders): Reading {
    const { clock, send } = this.#options;
    const { topic, key, value } = options;
    const { registry } = this.cluster;
    return new Reading({
      ...{ options, source, decoders, clock },
      makeJudge: (onProblem) =>
        new FilterThread({
          clock,
          decoding: { topic, key, value, ...(registry && { registry }) },
          onProblem: (problem) => onProblem(problem, false),
          onEnd: (problem) => onProblem(problem, true),
        }),
      onStatus: (status, rows) => send({ kind: 'reading', status, rows }),
    });
  }

  async #decodersFor({ topic, key, value }: ReadingOptions): Promise<RecordDecoders> {
    const { registry } = this.cluster;
    const make = (decoding: Decoding, part: 'key' | 'value') =>
      makeDecoder(decoding, { topic, part, readFile: readUserText, ...(registry && { registry }) });
    return {
      key: await make(key, 'key'),
      value: await make(value, 'value'),
      header: await makeDecoder(
        { format: 'auto' },
        { topic, part: 'header', readFile: readUserText },
      ),
    };
  }
}
