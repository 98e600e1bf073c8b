// TSDoc as Markdown.

import type ts from 'typescript';
import type { MarkupContent } from 'vscode-languageserver';

export type Parts = readonly ts.SymbolDisplayPart[] | undefined;

export function markdown(value: string): MarkupContent {
  return { kind: 'markdown', value };
}

/** As they are in the source. */
export function plainText(parts: Parts): string {
  return (parts ?? []).map(({ text }) => text).join('');
}

export function codeBlock(code: string): string {
  return `\`\`\`typescript\n${code}\n\`\`\``;
}

/** What a declaration's documentation says, in the order in which it does. */
export function documentation(parts: Parts, tags: readonly ts.JSDocTagInfo[] = []): string {
  return [prose(parts), ...tags.map(tagText)].filter((text) => text !== '').join('\n\n');
}

/** Of something that is not documented itself: what calling it does. */
export function callDocumentation(symbol: ts.Symbol, program: ts.Program): string {
  const checker = program.getTypeChecker();
  const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
  if (signature === undefined) return '';
  return documentation(signature.getDocumentationComment(checker), signature.getJsDocTags());
}

/** Links say what they lead to. */
function prose(parts: Parts): string {
  return (parts ?? [])
    .map(({ kind, text }) => {
      if (kind === 'link') return '';
      if (kind === 'linkName') return `\`${text}\``;
      return text;
    })
    .join('');
}

function tagText({ name, text }: ts.JSDocTagInfo): string {
  if (name === 'param' || name === 'template') {
    const parameter = text?.find(
      ({ kind }) => kind === 'parameterName' || kind === 'typeParameterName',
    );
    const rest = prose(text?.filter((part) => part !== parameter)).trim();
    return `*@${name}* ${parameter === undefined ? '' : `\`${parameter.text}\` — `}${rest.replace(/^- /, '')}`;
  }
  const said = prose(text);
  if (name === 'example' && !said.includes('```')) return `*@${name}*\n${codeBlock(said.trim())}`;
  return said === '' ? `*@${name}*` : `*@${name}* — ${said}`;
}
