import { Transformations } from './transformations.ts';

/** Operations on RDDs of [key, value] (Spark's PairRDDFunctions). */
export abstract class KeyedTransformations<T> extends Transformations<T> {}
