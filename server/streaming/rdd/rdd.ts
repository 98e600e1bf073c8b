import { Saving } from './saving.ts';

/**
 * An immutable collection in partitions, computed when an action asks for it (Spark's RDD). Its members stand in the
 * classes that it is built on, by what they are about, each file one subject: what an RDD is in `lineage.ts`, then what
 * gives another RDD (`transformations`, `set-`, `partition-` and `keyed-transformations`, `joins`, `sorting`), what computes
 * (`actions`, `ordered-`, `keyed-` and `numeric-actions`), and what saves or sends (`checkpoints`, `elsewhere`, `saving`).
 */
export class RDD<T> extends Saving<T> {}
