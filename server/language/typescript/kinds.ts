import ts from 'typescript';
import { CompletionItemKind, SymbolKind } from 'vscode-languageserver';
import type { DeclarationKind } from './cell-facts.ts';

const Kind = ts.ScriptElementKind;

const COMPLETIONS: Readonly<Record<string, CompletionItemKind>> = {
  [Kind.primitiveType]: CompletionItemKind.Keyword,
  [Kind.keyword]: CompletionItemKind.Keyword,
  [Kind.constElement]: CompletionItemKind.Constant,
  [Kind.letElement]: CompletionItemKind.Variable,
  [Kind.variableElement]: CompletionItemKind.Variable,
  [Kind.localVariableElement]: CompletionItemKind.Variable,
  [Kind.parameterElement]: CompletionItemKind.Variable,
  [Kind.alias]: CompletionItemKind.Reference,
  [Kind.memberVariableElement]: CompletionItemKind.Field,
  [Kind.memberGetAccessorElement]: CompletionItemKind.Field,
  [Kind.memberSetAccessorElement]: CompletionItemKind.Field,
  [Kind.functionElement]: CompletionItemKind.Function,
  [Kind.localFunctionElement]: CompletionItemKind.Function,
  [Kind.memberFunctionElement]: CompletionItemKind.Method,
  [Kind.constructSignatureElement]: CompletionItemKind.Method,
  [Kind.callSignatureElement]: CompletionItemKind.Method,
  [Kind.enumElement]: CompletionItemKind.Enum,
  [Kind.enumMemberElement]: CompletionItemKind.EnumMember,
  [Kind.moduleElement]: CompletionItemKind.Module,
  [Kind.externalModuleName]: CompletionItemKind.Module,
  [Kind.classElement]: CompletionItemKind.Class,
  [Kind.localClassElement]: CompletionItemKind.Class,
  [Kind.typeElement]: CompletionItemKind.Interface,
  [Kind.interfaceElement]: CompletionItemKind.Interface,
  [Kind.typeParameterElement]: CompletionItemKind.TypeParameter,
  [Kind.scriptElement]: CompletionItemKind.File,
  [Kind.directory]: CompletionItemKind.Folder,
  [Kind.string]: CompletionItemKind.Constant,
};

const DECLARATIONS: Readonly<Record<DeclarationKind, CompletionItemKind>> = {
  const: CompletionItemKind.Constant,
  let: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  class: CompletionItemKind.Class,
  type: CompletionItemKind.Interface,
  import: CompletionItemKind.Reference,
  other: CompletionItemKind.Enum,
};

const SYMBOLS: Readonly<Record<string, SymbolKind>> = {
  [Kind.classElement]: SymbolKind.Class,
  [Kind.functionElement]: SymbolKind.Function,
  [Kind.localFunctionElement]: SymbolKind.Function,
  [Kind.interfaceElement]: SymbolKind.Interface,
  [Kind.typeElement]: SymbolKind.Interface,
  [Kind.enumElement]: SymbolKind.Enum,
  [Kind.enumMemberElement]: SymbolKind.EnumMember,
  [Kind.constElement]: SymbolKind.Constant,
  [Kind.memberFunctionElement]: SymbolKind.Method,
  [Kind.constructorImplementationElement]: SymbolKind.Constructor,
  [Kind.memberVariableElement]: SymbolKind.Property,
  [Kind.memberGetAccessorElement]: SymbolKind.Property,
  [Kind.memberSetAccessorElement]: SymbolKind.Property,
  [Kind.moduleElement]: SymbolKind.Module,
};

export function completionKind(kind: ts.ScriptElementKind): CompletionItemKind {
  return COMPLETIONS[kind] ?? CompletionItemKind.Property;
}

/** Of what another cell declares. */
export function declarationKind(kind: DeclarationKind): CompletionItemKind {
  return DECLARATIONS[kind];
}

export function symbolKind(kind: ts.ScriptElementKind): SymbolKind {
  return SYMBOLS[kind] ?? SymbolKind.Variable;
}
