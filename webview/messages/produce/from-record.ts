// Records that were read, to be sent.

import type { Decoding, Encoding } from '../../../server/contract/messages/decoding.ts';
import type { DecodedWhole, RecordDetail } from '../../../server/contract/messages/reading.ts';
import { t } from '../../ui/text.ts';
import type { ReadAs } from '../produce-place.ts';
import type { Draft, PartDraft } from './draft.ts';

/**
 * The draft with a record's key, value and headers as they are read, to be edited. Nothing in them is made up anew.
 * @param read how they were: a schema that was a file's is that file's again
 */
export function edited(draft: Draft, detail: RecordDetail, read: ReadAs): Draft {
  return withRecord(draft, detail, editable, read);
}

/** The draft with the bytes of a record, to be sent as it is, once. @throws Error with one sentence if it is too large */
export function unchanged(draft: Draft, detail: RecordDetail): Draft {
  return withRecord(draft, detail, exact);
}

function withRecord(
  draft: Draft,
  { key, value, headers }: RecordDetail,
  take: (whole: DecodedWhole, read?: Decoding) => PartDraft,
  read?: ReadAs,
): Draft {
  return {
    ...draft,
    ...{ key: take(key, read?.key), value: take(value, read?.value) },
    headers: headers.map((header) => ({ name: header.name, value: take(header.value) })),
    ...{ generated: false, timestamp: '', repeat: 'once' },
  };
}

function editable(whole: DecodedWhole, read?: Decoding): PartDraft {
  const encoding = encodingOf(whole, read);
  if (encoding === undefined) return exact(whole);
  return { encoding, text: whole.text, isNull: whole.format === 'null' };
}

/** Bytes alone are sent as they were: JSON that is laid out is not the same. */
function exact({ format, text, size, hex }: DecodedWhole): PartDraft {
  const isNull = format === 'null';
  if (format === 'string' || format === 'empty' || isNull) {
    return { encoding: { format: 'string' }, text: isNull ? '' : text, isNull };
  }
  const digits = hex.replace(/\s/g, '');
  if (digits.length !== size * 2) {
    throw new Error(t('The record is too large to be sent again as it is: edit it instead.'));
  }
  return { encoding: { format: 'hex' }, text: digits, isNull };
}

/** Undefined of what can only be written as bytes. */
function encodingOf({ format }: DecodedWhole, read?: Decoding): Encoding | undefined {
  switch (format) {
    case 'bytes':
      return undefined;
    case 'null':
    case 'empty':
      return { format: 'string' };
    case 'avro':
    case 'protobuf':
      if (read?.format === format) return read;
      return { format, schema: { kind: 'registry' } };
    default:
      return { format };
  }
}
