import { html, nothing, type TemplateResult } from 'lit';
import type { Decoding, SchemaSource } from '../../../server/contract/messages/decoding.ts';
import type { PickFile } from '../../contract/messages.ts';
import { t } from '../../ui/text.ts';
import { field, select } from '../../ui/toolbar/controls.ts';
import { choiceOf, type DecodingChoice, decodingChoices } from './reading-choice.ts';

export interface DecodingEnds {
  /** Null if nothing was chosen. */
  readonly pickFile: (what: PickFile) => Promise<string | null>;
  /** Sees to it that there is a schema registry; whether there is. */
  readonly needRegistry: () => Promise<boolean>;
  /** Something was chosen and then not: what is shown is shown again. */
  readonly onKept: () => void;
}

/** How the bytes of keys or values are taken, with the schema where one is needed. */
export function decodingControl(
  name: string,
  decoding: Decoding,
  ends: DecodingEnds,
  onChange: (decoding: Decoding) => void,
): TemplateResult {
  const choose = async (choice: DecodingChoice) => {
    const chosen = await decodingFor(choice, ends);
    if (chosen === undefined) ends.onKept();
    else onChange(chosen);
  };
  return html`<label class="labelled"
      ><span class="name">${name}</span>${select<DecodingChoice>({
        label: t('How the bytes of {0} are read', name),
        value: choiceOf(decoding),
        choices: decodingChoices().map((choice) =>
          choice.value === choiceOf(decoding)
            ? { ...choice, text: namedChoice(choice.text, decoding) }
            : choice,
        ),
        onChange: (choice) => void choose(choice),
      })}</label
    >${
      decoding.format === 'protobuf' && decoding.schema.kind === 'file'
        ? field({
            label: t('The message type of {0}; the first one of the file if empty', name),
            value: decoding.message ?? '',
            placeholder: t('first message'),
            width: 14,
            onCommit: (message) => {
              const { message: _, ...rest } = decoding;
              onChange(message.trim() === '' ? rest : { ...rest, message: message.trim() });
            },
          })
        : nothing
    }`;
}

/** Undefined if the user has not said what is needed. */
export async function decodingFor(
  choice: DecodingChoice,
  { pickFile, needRegistry }: DecodingEnds,
): Promise<Decoding | undefined> {
  switch (choice) {
    case 'avro-file':
    case 'protobuf-file': {
      const format = choice === 'avro-file' ? 'avro' : 'protobuf';
      const path = await pickFile(
        format === 'avro'
          ? { title: t('Avro Schema'), kinds: { [t('Avro schemas')]: ['avsc', 'json'] } }
          : { title: t('Protobuf Schema'), kinds: { [t('Protobuf files')]: ['proto'] } },
      );
      return path === null ? undefined : { format, schema: { kind: 'file', path } };
    }
    case 'avro-registry':
    case 'protobuf-registry': {
      const format = choice === 'avro-registry' ? 'avro' : 'protobuf';
      const schema: SchemaSource = { kind: 'registry' };
      return (await needRegistry()) ? { format, schema } : undefined;
    }
    default:
      return { format: choice };
  }
}

/** With the file's name instead of the promise to ask for one. */
export function namedChoice(text: string, decoding: Decoding): string {
  if (!('schema' in decoding) || decoding.schema.kind !== 'file') return text;
  const file = decoding.schema.path.split(/[\\/]/).at(-1) ?? '';
  return `${decoding.format === 'avro' ? 'Avro' : 'Protobuf'}: ${file}`;
}
