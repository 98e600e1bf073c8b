/** A worker's methods by name, each with its argument and its result. */
type MethodTable<M> = { [N in keyof M]: { argument: unknown; result: unknown } };

/** A function for each method of a table. */
export type Implemented<M extends MethodTable<M>> = {
  readonly [N in keyof M]: (argument: M[N]['argument']) => Promise<M[N]['result']>;
};
