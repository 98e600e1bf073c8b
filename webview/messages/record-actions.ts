import type { RecordDetail, RecordRow } from '../../server/contract/messages/reading.ts';
import type { ShownText } from '../contract/messages.ts';
import { plural, t } from '../ui/text.ts';
import { type MenuItem, separator } from '../ui/toolbar/menu.ts';
import { consoleCommand, kcatCommand, recordJson } from './detail/record-text.ts';
import type { Ask } from './reading-session.ts';

/** Records that are copied at once at most. */
const MOST_COPIED = 1000;

export interface RecordActionsEnds {
  readonly ask: Ask;
  readonly topic: () => string;
  readonly bootstrap: () => string;
  /** Ids, in the order of the rows. */
  readonly selected: () => readonly number[];
  /** Something was done, or why it was not. */
  readonly onDone: (said: string) => void;
  readonly onFailed: (problem: string) => void;
  readonly onDetails: (row: RecordRow) => void;
  /** Only records with this key, or of this partition. */
  readonly onFilterKey: (row: RecordRow) => void;
  readonly onFilterPartition: (row: RecordRow) => void;
  readonly onExport: () => void;
  /** Whether an export is under way. */
  readonly isExporting: () => boolean;
  readonly canSend: () => boolean;
  /** The record is put into the form; with `again` it is sent as it is. */
  readonly onSend: (detail: RecordDetail, again: boolean) => void;
}

/** What can be done with records: copied, opened, compared, sent again. */
export class RecordActions {
  readonly #ends: RecordActionsEnds;

  constructor(ends: RecordActionsEnds) {
    this.#ends = ends;
  }

  /** Of a row's menu. */
  rowMenu(row: RecordRow): readonly (MenuItem | typeof separator)[] {
    const { canSend, onSend, onDetails, onFilterKey, onFilterPartition } = this.#ends;
    const { onExport, isExporting, selected } = this.#ends;
    const count = selected().length;
    return [
      { text: t('Show Details'), keys: 'Enter', run: () => onDetails(row) },
      { text: t('Open in Editor'), run: () => this.openText(row.id, 'value') },
      ...(count === 2 ? [{ text: t('Compare Selected'), run: () => this.compare() }] : []),
      separator,
      ...this.copyMenu(row.id),
      separator,
      {
        text: t('Show Only This Key'),
        disabled: row.key.format === 'null',
        run: () => onFilterKey(row),
      },
      { text: t('Show Only Partition {0}', row.partition), run: () => onFilterPartition(row) },
      separator,
      {
        text: plural(count, 'Export {0} Selected Record…', 'Export {0} Selected Records…'),
        disabled: count === 0 || isExporting(),
        run: onExport,
      },
      ...(!canSend()
        ? []
        : [
            separator,
            { text: t('Send Again'), run: () => this.#withDetail(row.id, (d) => onSend(d, true)) },
            {
              text: t('Edit and Send…'),
              run: () => this.#withDetail(row.id, (d) => onSend(d, false)),
            },
          ]),
    ];
  }

  /** Puts a record into the form that sends. */
  async edit(id: number): Promise<void> {
    await this.#withDetail(id, (detail) => this.#ends.onSend(detail, false));
  }

  copyMenu(id: number): readonly MenuItem[] {
    const copying = (text: string, what: (detail: RecordDetail) => string, keys?: string) => ({
      text,
      ...(keys !== undefined && { keys }),
      run: () => this.#withDetail(id, (detail) => this.#copy(what(detail))),
    });
    const address = ({ row }: RecordDetail) => ({
      bootstrap: this.#ends.bootstrap(),
      topic: this.#ends.topic(),
      partition: row.partition,
      offset: row.offset,
    });
    return [
      copying(t('Copy Value'), ({ value }) => value.text),
      copying(t('Copy Key'), ({ key }) => key.text),
      copying(t('Copy as JSON'), (detail) => recordJson(detail, this.#ends.topic()), 'Ctrl+C'),
      copying(t('Copy as kcat Command'), (detail) => kcatCommand(address(detail))),
      copying(t('Copy as Console Consumer Command'), (detail) => consoleCommand(address(detail))),
      { text: t('Copy Link'), run: () => this.copyLink(id) },
    ];
  }

  /** Copies what is selected, a JSON object a line, or laid out if it is one. */
  async copySelected(): Promise<void> {
    const ids = this.#ends.selected().slice(0, MOST_COPIED);
    await this.#doing(async () => {
      const details = (await Promise.all(ids.map((id) => this.#ends.ask('detail', id)))).filter(
        (detail) => detail !== null,
      );
      const space = details.length === 1 ? 2 : 0;
      const topic = this.#ends.topic();
      await this.#ends.ask(
        'copy',
        details.map((each) => recordJson(each, topic, space)).join('\n'),
      );
      return plural(details.length, '{0} record copied', '{0} records copied');
    });
  }

  async copyLink(id: number): Promise<void> {
    await this.#withDetail(id, ({ row: { partition, offset } }) =>
      this.#doing(async () => {
        await this.#ends.ask('copyLink', { partition, offset });
        return t('Link copied');
      }),
    );
  }

  async openText(id: number, part: 'key' | 'value'): Promise<void> {
    await this.#withDetail(id, (detail) =>
      this.#doing(async () => {
        await this.#ends.ask('openText', this.#shown(detail, part));
        return '';
      }),
    );
  }

  /** Compares the two that are selected, the older one on the left. */
  async compare(): Promise<void> {
    await this.#doing(async () => {
      const details = await Promise.all(
        this.#ends.selected().map((id) => this.#ends.ask('detail', id)),
      );
      const [one, other] = details
        .filter((detail) => detail !== null)
        .sort((a, b) => a.row.timestamp - b.row.timestamp || a.row.offset - b.row.offset);
      if (one === undefined || other === undefined) return t('One of the records is gone.');
      await this.#ends.ask('compare', [this.#whole(one), this.#whole(other)]);
      return '';
    });
  }

  #shown(detail: RecordDetail, part: 'key' | 'value'): ShownText {
    const { text, format } = detail[part];
    const isJson = ['json', 'avro', 'protobuf', 'messagepack'].includes(format);
    const name = part === 'key' ? t('key') : t('value');
    return {
      title: `${this.#title(detail)} ${name}`,
      text,
      language: isJson ? 'json' : 'plaintext',
    };
  }

  #whole(detail: RecordDetail): ShownText {
    const text = recordJson(detail, this.#ends.topic());
    return { title: this.#title(detail), text, language: 'json' };
  }

  #title({ row: { partition, offset } }: RecordDetail): string {
    return `${this.#ends.topic()}-${partition}@${offset}`;
  }

  async #copy(text: string): Promise<void> {
    await this.#doing(async () => {
      await this.#ends.ask('copy', text);
      return t('Copied');
    });
  }

  async #withDetail(id: number, use: (detail: RecordDetail) => unknown): Promise<void> {
    await this.#doing(async () => {
      const detail = await this.#ends.ask('detail', id);
      if (detail === null) return t('The record is gone: memory was full.');
      await use(detail);
      return '';
    });
  }

  async #doing(what: () => Promise<string>): Promise<void> {
    try {
      const said = await what();
      if (said !== '') this.#ends.onDone(said);
    } catch (error) {
      this.#ends.onFailed(error instanceof Error ? error.message : String(error));
    }
  }
}
