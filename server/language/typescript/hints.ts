// What is shown of the thing under the pointer, and of the call that is being written.

import type ts from 'typescript';
import type {
  Hover,
  SignatureHelp,
  SignatureHelpContext,
  SignatureInformation,
} from 'vscode-languageserver';
import { callDocumentation, codeBlock, documentation, markdown, plainText } from './markdown.ts';
import { nodeAt, type Place, withoutAlias } from './place.ts';

export function hover({ project, module, offset }: Place): Hover | undefined {
  const info = project.service.getQuickInfoAtPosition(module.path, offset);
  if (info === undefined || !module.has(info.textSpan)) return undefined;
  const said = documentation(info.documentation, info.tags);
  const text = said === '' ? callDocumentationAt(project.program, module.path, offset) : said;
  const code = codeBlock(withoutAlias(plainText(info.displayParts)));
  return {
    range: module.rangeOf(info.textSpan),
    contents: markdown(text === '' ? code : `${code}\n\n${text}`),
  };
}

function callDocumentationAt(program: ts.Program, path: string, offset: number): string {
  const node = nodeAt(program.getSourceFile(path)!, offset);
  const symbol = program.getTypeChecker().getSymbolAtLocation(node);
  return symbol === undefined ? '' : callDocumentation(symbol, program);
}

export function signatureHelp(
  { project, module, offset }: Place,
  context: SignatureHelpContext | undefined,
): SignatureHelp | undefined {
  const items = project.service.getSignatureHelpItems(module.path, offset, {
    triggerReason: reasonOf(context),
  });
  if (items === undefined) return undefined;
  const { argumentIndex, selectedItemIndex } = items;
  const before = context?.activeSignatureHelp?.activeSignature;
  // Who has chosen another overload keeps it as long as there is one.
  const isKept = context?.isRetrigger && before !== undefined && before < items.items.length;
  const active = isKept ? before : selectedItemIndex;
  return {
    activeSignature: active,
    activeParameter: parameterAt(items.items[active], argumentIndex),
    signatures: items.items.map(signatureOf),
  };
}

function reasonOf(context: SignatureHelpContext | undefined): ts.SignatureHelpTriggerReason {
  const triggerCharacter = context?.triggerCharacter as
    | ts.SignatureHelpTriggerCharacter
    | undefined;
  if (triggerCharacter === undefined) return { kind: 'invoked' };
  return context?.isRetrigger
    ? { kind: 'retrigger', triggerCharacter }
    : { kind: 'characterTyped', triggerCharacter };
}

/** All arguments from some on may be of the last parameter. */
function parameterAt(item: ts.SignatureHelpItem | undefined, index: number): number {
  if (item === undefined || !item.isVariadic) return index;
  return Math.min(index, item.parameters.length - 1);
}

function signatureOf(item: ts.SignatureHelpItem): SignatureInformation {
  let label = plainText(item.prefixDisplayParts);
  const separator = plainText(item.separatorDisplayParts);
  const parameters = item.parameters.map((parameter, i) => {
    if (i > 0) label += separator;
    const start = label.length;
    label += plainText(parameter.displayParts);
    return {
      label: [start, label.length] as [number, number],
      documentation: markdown(documentation(parameter.documentation)),
    };
  });
  label += plainText(item.suffixDisplayParts);
  const tags = item.tags.filter(({ name }) => name !== 'param');
  return { label, parameters, documentation: markdown(documentation(item.documentation, tags)) };
}
