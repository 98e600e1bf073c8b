import { html, nothing, type TemplateResult } from 'lit';
import type { DecodedPreview, RecordRow } from '../../../server/contract/messages/reading.ts';
import type { ColumnId, TimeForm } from '../../contract/messages.ts';
import { sizeText, t } from '../../ui/text.ts';
import { momentText } from '../../ui/times.ts';
import { icon } from '../../ui/toolbar/icon.ts';
import { startOf } from './mark-start.ts';
import { keyKind, type PartKind, plainKind, valueKind } from './record-kinds.ts';

/** What a cell shows of a record. @param room characters that fit into it, about. */
export function cellContent(id: ColumnId, row: RecordRow, time: TimeForm, room: number): unknown {
  switch (id) {
    case 'timestamp':
      return momentText(row.timestamp, time);
    case 'partition':
      return row.partition;
    case 'offset':
      // Offsets are looked for and copied: no groups of digits.
      return row.offset;
    case 'key':
      return part(row.key, keyKind(row), room);
    case 'value':
      return part(row.value, valueKind(row), room);
    case 'headers':
      return row.headers.map(
        ({ name, value }, i) =>
          html`${i > 0 ? ', ' : nothing}<span class="quiet">${name}=</span>${part(value, plainKind(value), room)}`,
      );
    case 'size':
      return sizeText(row.size);
    case 'compression':
      return row.compression;
    case 'producer':
      return row.producer === undefined ? '' : String(row.producer.id);
  }
}

/** What there is instead of a text, in a word. */
export function kindName(kind: PartKind): string | undefined {
  switch (kind) {
    case 'null':
      return t('null');
    case 'empty':
      return t('empty');
    case 'tombstone':
      return t('tombstone');
    case 'headersOnly':
      return t('headers only');
    default:
      return undefined;
  }
}

/** What that means, for whoever has not met it. */
export function kindHint(kind: PartKind): string | undefined {
  switch (kind) {
    case 'null':
      return t('There is none');
    case 'empty':
      return t('It is there and has no bytes');
    case 'tombstone':
      return t('The value is null: a compacted topic forgets the key');
    case 'headersOnly':
      return t('Neither key nor value, only headers');
    default:
      return undefined;
  }
}

function part(preview: DecodedPreview, kind: PartKind, room: number): unknown {
  const name = kindName(kind);
  if (name !== undefined)
    return html`<span class=${`tag ${kind}`} title=${kindHint(kind)}>${name}</span>`;
  const text = marked(preview, room);
  if (kind !== 'bytes') return text;
  return html`<span class="bad" title=${preview.problem}
    >${icon('warning')}<span class="unseen">${preview.problem}</span>${text}</span
  >`;
}

/** The text with what was looked for marked; it begins near the first mark, if that could not be seen otherwise. */
function marked(preview: DecodedPreview, room: number): string | TemplateResult {
  const { text, marks, shortened } = preview;
  const end = shortened ? '…' : '';
  if (marks === undefined || marks.length === 0) return `${text}${end}`;
  const start = startOf(marks[0], room);
  const parts: unknown[] = [start > 0 ? '…' : ''];
  let at = start;
  for (const [from, to] of marks) {
    if (from > at) parts.push(text.slice(at, from));
    parts.push(html`<mark>${text.slice(from, to)}</mark>`);
    at = to;
  }
  return html`${parts}${text.slice(at)}${end}`;
}
