import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Encoding } from '../../../server/contract/messages/decoding.ts';
import { t } from '../../ui/text.ts';
import { action, field, select } from '../../ui/toolbar/controls.ts';
import { type DecodingEnds, decodingFor, namedChoice } from '../toolbar/decoding-control.ts';
import { choiceOf, type DecodingChoice, decodingChoices } from '../toolbar/reading-choice.ts';
import { isJsonTyped, type PartDraft } from './draft.ts';
import { formattedJson } from './format-json.ts';

export interface PartEditor {
  /** `Key`, `Value`. */
  readonly name: string;
  readonly part: PartDraft;
  /** What it means that there is none: `No key`, `Tombstone (null)`. */
  readonly nullName: string;
  /** Lines that are shown at first. */
  readonly lines: number;
  readonly problem: string | undefined;
  readonly ends: DecodingEnds;
  readonly onPart: (part: PartDraft) => void;
}

/** A key or value as it is typed, with its encoding. */
export function partEditor(editor: PartEditor): TemplateResult {
  const { name, part, nullName, lines, problem, ends, onPart } = editor;
  const problemId = `${name}-problem`;
  return html`<section>
    <div class="line">
      <h3>${name}</h3>
      ${checkBox(nullName, part.isNull, (isNull) => onPart({ ...part, isNull }))}
      ${
        isJsonTyped(part.encoding)
          ? action(
              'code',
              t('Format the JSON of {0}', name),
              () => onPart({ ...part, text: formattedJson(part.text) }),
              {
                disabled: part.isNull,
              },
            )
          : nothing
      }
      ${encodingSelect(t('How {0} is written', name), part, ends, (encoding) =>
        onPart({ ...part, encoding }),
      )}
      ${messageField(name, part, onPart)}
    </div>
    <textarea
      rows=${lines}
      spellcheck="false"
      autocomplete="off"
      aria-label=${name}
      aria-invalid=${problem === undefined ? nothing : 'true'}
      aria-describedby=${problem === undefined ? nothing : problemId}
      placeholder=${part.isNull ? 'null' : nothing}
      ?disabled=${part.isNull}
      .value=${live(part.isNull ? '' : part.text)}
      @input=${(event: Event) =>
        onPart({ ...part, text: (event.target as HTMLTextAreaElement).value })}
    ></textarea>
    ${problem === undefined ? nothing : html`<p class="problem" id=${problemId}>${problem}</p>`}
  </section>`;
}

export function checkBox(
  text: string,
  checked: boolean,
  onChange: (checked: boolean) => void,
  disabled = false,
): TemplateResult {
  return html`<label class="check"
    ><input
      type="checkbox"
      .checked=${live(checked)}
      ?disabled=${disabled}
      @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
    />${text}</label
  >`;
}

/** The list of encodings; a file of a schema is asked for where it is needed. */
export function encodingSelect(
  label: string,
  { encoding, isNull }: PartDraft,
  ends: DecodingEnds,
  onEncoding: (encoding: Encoding) => void,
): TemplateResult {
  const choose = async (choice: DecodingChoice) => {
    const chosen = await decodingFor(choice, ends);
    if (chosen === undefined || chosen.format === 'auto') ends.onKept();
    else onEncoding(chosen);
  };
  const current = choiceOf(encoding);
  return select<DecodingChoice>({
    label,
    value: current,
    disabled: isNull,
    choices: decodingChoices()
      .filter(({ value }) => value !== 'auto')
      .map((choice) =>
        choice.value === current ? { ...choice, text: namedChoice(choice.text, encoding) } : choice,
      ),
    onChange: (choice) => void choose(choice),
  });
}

function messageField(
  name: string,
  part: PartDraft,
  onPart: (part: PartDraft) => void,
): TemplateResult | typeof nothing {
  const { encoding } = part;
  if (encoding.format !== 'protobuf') return nothing;
  return field({
    label: t('The message type of {0}; the first one of the schema if empty', name),
    value: encoding.message ?? '',
    placeholder: t('first message'),
    width: 14,
    onCommit: (text) => {
      const { message: _, ...rest } = encoding;
      const message = text.trim();
      onPart({ ...part, encoding: message === '' ? rest : { ...rest, message } });
    },
  });
}
