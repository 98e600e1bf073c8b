import ts from 'typescript';
import { type SemanticTokens, SemanticTokensBuilder } from 'vscode-languageserver';
import type { CellModule } from './cell-module.ts';
import type { Project } from './project.ts';

/** The compiler's classification of a cell's names, which is that of the server's legend. */
export function semanticTokens(module: CellModule, project: Project): SemanticTokens {
  const { start, end, path } = module;
  const { spans } = project.service.getEncodedSemanticClassifications(
    path,
    { start, length: end - start },
    ts.SemanticClassificationFormat.TwentyTwenty,
  );
  const tokens: { readonly start: number; readonly length: number; readonly encoded: number }[] =
    [];
  for (let i = 0; i < spans.length; i += 3) {
    const token = { start: spans[i]!, length: spans[i + 1]!, encoded: spans[i + 2]! };
    if (module.has(token)) tokens.push(token);
  }
  const builder = new SemanticTokensBuilder();
  for (const token of tokens.sort((a, b) => a.start - b.start)) {
    const { line, character } = module.rangeOf(token).start;
    builder.push(line, character, token.length, (token.encoded >> 8) - 1, token.encoded & 0xff);
  }
  return builder.build();
}
