// Markdown that the editor shows.

import { type MarkupContent, MarkupKind } from 'vscode-languageserver';

export function markdown(value: string): MarkupContent {
  return { kind: MarkupKind.Markdown, value };
}

/** @param language by the name that fences have for it */
export function codeBlock(language: string, code: string): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}

/** Plain text, but for what stands between backquotes, which is code. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/([\\<>*_])/g, '\\$1')))
    .join('');
}

/** One below the other, without those that are empty. */
export function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part.trim() !== '').join('\n\n');
}
