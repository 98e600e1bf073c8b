// A notebook as its file has it: cells, and the text around them that no cell shows.

/** The words after a fence that make it a cell. Any other block is text. */
export const cellWords = ['ts', 'python', 'console'] as const;

export interface NotebookText {
  /** What comes before the first cell: nothing, or blank lines. */
  readonly head: string;
  /** How lines end that have no end yet. */
  readonly eol: string;
  readonly cells: readonly TextCell[];
}

export interface TextCell {
  readonly kind: 'markdown' | 'code';
  /** The word after the fence; '' for Markdown. */
  readonly language: string;
  /** What the editor shows. Lines end with `\n` where this comes from a file, and in any way where it comes from an editor. */
  readonly value: string;
  /** Where it stands in the file; absent for new cells. */
  readonly source?: CellSource | undefined;
}

/** How a cell stood in the file, so that it can be written back byte for byte. Plain data. */
export interface CellSource {
  readonly index: number;
  readonly isLast: boolean;
  readonly kind: TextCell['kind'];
  readonly language: string;
  readonly value: string;
  /** The lines of the cell, its fence included, without the end of the last line. */
  readonly raw: string;
  /** What follows up to the next cell or the end of the file: the end of the line, and blank lines. */
  readonly gap: string;
}
