// How PySpark's names are written down.

/**
 * A method or attribute: its parameters as Python writes them, of an attribute none; the class of what comes of it, empty if
 * that is nothing of PySpark's; what it does.
 */
export type Member = readonly [parameters: string | undefined, returns: string, help: string];

export interface PyClass {
  /** Where it is imported from. */
  readonly module: string;
  readonly help: string;
  /** Of the constructor; undefined for what nobody makes by hand. */
  readonly parameters?: string;
  /** What its objects have. */
  readonly members?: Readonly<Record<string, Member>>;
  /** What the class itself has. */
  readonly statics?: Readonly<Record<string, Member>>;
}

export type PyClasses = Readonly<Record<string, PyClass>>;
