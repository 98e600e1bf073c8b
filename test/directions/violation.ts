/** A place where the code goes against a direction of ARCHITECTURE.md. */
export interface Violation {
  readonly path: string;
  /** Counted from 1; 1 if it is about the whole file. */
  readonly line: number;
  readonly message: string;
}
