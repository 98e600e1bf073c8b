import { html, nothing, type TemplateResult } from 'lit';
import type { MessagesFile } from '../../../server/contract/messages/producing.ts';
import { t } from '../../ui/text.ts';
import { action, field, select } from '../../ui/toolbar/controls.ts';
import { type Draft, fileName, type RepeatKind } from './draft.ts';
import { checkBox } from './part-editor.ts';

type Change = (changes: Partial<Draft>) => void;

/** Where records go, and how often. */
export function placeOptions(
  draft: Draft,
  partitions: readonly number[],
  change: Change,
  onPickFile: () => void,
): TemplateResult {
  const last = partitions.at(-1) ?? 0;
  return html`<section class="line">
      <label class="labelled"
        ><span class="name">${t('Partition')}</span>${select<Draft['partition']>({
          label: t('Which partition'),
          value: draft.partition,
          choices: [
            { value: 'keyHash', text: t('By key') },
            { value: 'roundRobin', text: t('Round robin') },
            { value: 'sticky', text: t('Sticky') },
            { value: 'explicit', text: t('Number') },
          ],
          onChange: (partition) => change({ partition }),
        })}</label
      >
      ${
        draft.partition === 'explicit'
          ? field({
              label: t('Partition, from 0 to {0}', last),
              value: draft.explicit,
              width: 4,
              onInput: (explicit) => change({ explicit }),
            })
          : nothing
      }
      <label class="labelled"
        ><span class="name">${t('Send')}</span>${select<RepeatKind>({
          label: t('How often'),
          value: draft.repeat,
          choices: [
            { value: 'once', text: t('Once') },
            { value: 'times', text: t('Several times') },
            { value: 'rate', text: t('At a rate') },
            { value: 'file', text: t('From a file') },
          ],
          onChange: (repeat) => change({ repeat }),
        })}</label
      >
      ${repeatFields(draft, change)}
    </section>
    ${draft.repeat === 'file' ? fileFields(draft, change, onPickFile) : nothing}`;
}

function repeatFields({ repeat, count, perSecond }: Draft, change: Change): unknown {
  switch (repeat) {
    case 'times':
      return html`<label class="labelled"
        >${field({
          label: t('How many records'),
          value: count,
          width: 6,
          onInput: (text) => change({ count: text }),
        })}<span>${t('records')}</span></label
      >`;
    case 'rate':
      return html`<label class="labelled"
        >${field({
          label: t('Records a second, until stopped'),
          value: perSecond,
          width: 5,
          onInput: (text) => change({ perSecond: text }),
        })}<span>${t('a second, until stopped')}</span></label
      >`;
    default:
      return nothing;
  }
}

function fileFields(
  { file, isPaced, perSecond }: Draft,
  change: Change,
  onPickFile: () => void,
): TemplateResult {
  return html`<section>
    <div class="line">
      ${
        file === null
          ? action('open', t('Choose a file to send'), onPickFile, { text: t('Choose a File…') })
          : action('open', t('{0}: choose another file', fileName(file.path)), onPickFile, {
              text: fileName(file.path),
            })
      }
      ${
        file === null
          ? nothing
          : select<MessagesFile['format']>({
              label: t('What the file has'),
              value: file.format,
              choices: [
                { value: 'lines', text: t('One value a line') },
                { value: 'csv', text: t('CSV with heading') },
                { value: 'json', text: t('JSON array') },
              ],
              onChange: (format) => change({ file: { ...file, format } }),
            })
      }
    </div>
    <div class="line">
      ${checkBox(t('At a rate'), isPaced, (now) => change({ isPaced: now }))}
      ${
        isPaced
          ? html`<label class="labelled"
              >${field({
                label: t('Records of the file a second'),
                value: perSecond,
                width: 5,
                onInput: (text) => change({ perSecond: text }),
              })}<span>${t('a second')}</span></label
            >`
          : nothing
      }
    </div>
    <p class="hint">
      ${t('Key, value and headers above are used where the file says nothing; their encodings in any case.')}
    </p>
  </section>`;
}

/** What is rarely changed. */
export function moreOptions(
  draft: Draft,
  isOpen: boolean,
  change: Change,
  onOpen: (isOpen: boolean) => void,
): TemplateResult {
  return html`<details
    ?open=${isOpen}
    @toggle=${(event: Event) => onOpen((event.target as HTMLDetailsElement).open)}
  >
    <summary>${t('More')}</summary>
    <div class="grid">
      <span class="name">${t('Timestamp')}</span>
      <span
        >${field({
          label: t('Timestamp, local time; the time of sending if empty'),
          value: draft.timestamp,
          placeholder: t('when it is sent'),
          width: 24,
          onInput: (timestamp) => change({ timestamp }),
        })}</span
      >
      <span class="name">${t('Compression')}</span>
      <span
        >${select<Draft['compression']>({
          label: t('Compression'),
          value: draft.compression,
          choices: (['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const).map((value) => ({
            value,
            text: value === 'none' ? t('None') : value,
          })),
          onChange: (compression) => change({ compression }),
        })}</span
      >
      <span class="name">${t('Acks')}</span>
      <span
        >${select<`${Draft['acks']}`>({
          label: t('Who acknowledges'),
          value: `${draft.acks}`,
          choices: [
            { value: '-1', text: t('All in sync') },
            { value: '1', text: t('The leader') },
            { value: '0', text: t('Nobody') },
          ],
          onChange: (acks) => change({ acks: Number(acks) as Draft['acks'] }),
        })}</span
      >
      <span></span>
      <span
        >${checkBox(
          t('Idempotent'),
          draft.idempotent && draft.acks === -1,
          (idempotent) => change({ idempotent }),
          draft.acks !== -1,
        )}</span
      >
    </div>
  </details>`;
}
