import { Saving } from './saving.ts';

/**
 * An immutable collection in partitions, computed when an action asks for it (Spark's RDD). Its members stand in the
 * classes that it is built on, by what they are about: what an RDD is in `lineage.ts`, operations that give another
 * RDD in `transformations.ts` and `keyed-transformations.ts`, those that compute in `actions.ts` and `saving.ts`.
 */
export class RDD<T> extends Saving<T> {}
