import type { SemanticTokensLegend } from 'vscode-languageserver';

/** Types and modifiers of semantic tokens, by VS Code's names: in the order in which TypeScript counts its own. */
export const LEGEND = {
  tokenTypes: [
    'class',
    'enum',
    'interface',
    'namespace',
    'typeParameter',
    'type',
    'parameter',
    'variable',
    'enumMember',
    'property',
    'function',
    'method',
  ],
  tokenModifiers: ['declaration', 'static', 'async', 'readonly', 'defaultLibrary', 'local'],
} as const satisfies SemanticTokensLegend;
