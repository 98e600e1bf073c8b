import type { ExportOptions, ExportProgress } from '../../server/contract/messages/reading.ts';
import { formatNumber, plural, sentence, sizeText, t } from '../ui/text.ts';
import type { MenuItem } from '../ui/toolbar/menu.ts';
import type { Ask } from './reading-session.ts';

type Format = ExportOptions['format'];

/** The export that goes on, or the last one. */
export class Exporting {
  progress: ExportProgress | undefined;
  /** Where it is written. */
  file: string | undefined;
  problem: string | undefined;
  readonly #ask: Ask;
  readonly #onChange: () => void;
  /** Whether the user is being asked where to, or it has not begun yet. */
  #isBeginning = false;

  constructor(ask: Ask, onChange: () => void) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  /** There is one export at a time. */
  get isBusy(): boolean {
    return this.#isBeginning || this.isWriting;
  }

  get isWriting(): boolean {
    return this.progress?.state === 'writing';
  }

  /** Asks where to, and writes, unless another export is under way. @param records these; all that match if absent. */
  async begin(topic: string, format: Format, records?: readonly number[]): Promise<void> {
    if (this.isBusy) return;
    this.#isBeginning = true;
    this.problem = undefined;
    try {
      const file = await this.#ask('pickTarget', {
        title: t('Export Messages'),
        name: `${topic}.${format === 'raw' ? 'bin' : format}`,
        kinds: kindsOf(format),
      });
      if (file === null) return;
      this.file = file;
      this.progress = undefined;
      await this.#ask('export', { file, format, ...(records !== undefined && { records }) });
    } catch (error) {
      this.problem = sentence(error);
    } finally {
      this.#isBeginning = false;
    }
    this.#onChange();
  }

  /** What can be exported, and how: what is selected if that is more than one record, else all that match. */
  menu(topic: string, selected: readonly number[]): readonly MenuItem[] {
    const records = selected.length > 1 ? selected : undefined;
    const formats = [
      [t('JSON Lines…'), 'jsonl'],
      [t('CSV…'), 'csv'],
      [t('Raw Values…'), 'raw'],
    ] as const;
    return formats.map(([text, format]) => ({
      text: records === undefined ? t('All Matching as {0}', text) : t('Selected as {0}', text),
      disabled: this.isBusy,
      run: () => this.begin(topic, format, records),
    }));
  }

  take(progress: ExportProgress): void {
    this.progress = progress;
    if (progress.state === 'failed') this.problem = progress.problem ?? t('The export failed.');
    this.#onChange();
  }

  /** It has ended with what did it. @param problem why, where that was a fault */
  over(problem?: string): void {
    if (this.progress?.state !== 'writing') return;
    if (problem === undefined) this.take({ ...this.progress, state: 'cancelled' });
    else this.take({ ...this.progress, state: 'failed', problem });
  }

  /** What was told is no longer shown. */
  forget(): void {
    this.progress = undefined;
    this.problem = undefined;
    this.#onChange();
  }

  /** How far it is, or what came of it. */
  get text(): string {
    const { progress } = this;
    if (progress === undefined) return '';
    const { written, total, bytes, state } = progress;
    const records = plural(written, '{0} record', '{0} records');
    if (state === 'writing')
      return t('Exporting: {0} of {1}', formatNumber(written), formatNumber(total));
    if (state === 'cancelled') return t('Export cancelled after {0}.', records);
    return t('Exported {0}, {1}.', records, sizeText(bytes));
  }
}

function kindsOf(format: Format): Readonly<Record<string, readonly string[]>> {
  switch (format) {
    case 'jsonl':
      return { [t('JSON lines')]: ['jsonl', 'ndjson'] };
    case 'csv':
      return { CSV: ['csv'] };
    case 'raw':
      return { [t('Raw values')]: ['bin', 'txt'] };
  }
}
