import type { DStream } from '../dstream/dstream.ts';
import { IllegalArgumentException, require } from '../errors.ts';
import type { RDD } from '../rdd/rdd.ts';
import { type DescentOptions, runMiniBatchSGD } from './gradient-descent.ts';
import type { LabeledPoint } from './labeled-point.ts';
import type { LinearModel } from './linear-models.ts';
import { Learnt, learnFrom } from './model-state.ts';
import { type DenseVector, type Vector, Vectors } from './vectors.ts';

/** How a linear model learns from each batch. What is not given is as in MLlib. */
export interface SGDOptions {
  /** How far the first step of each batch goes; 0.1. Later ones get smaller with the square root of their number. */
  readonly stepSize?: number;
  /** Steps in each batch, at most; 50. */
  readonly numIterations?: number;
  /** The part of a batch that each step looks at; 1. */
  readonly miniBatchFraction?: number;
  /** How much weights are kept small; 0. */
  readonly regParam?: number;
  /** A batch is done with when a step changes the weights by less than this part of their length; 0.001. */
  readonly convergenceTol?: number;
}

type Settings = Omit<DescentOptions, 'gradient' | 'updater'>;

/**
 * Linear models that go on learning while points stream in (MLlib's StreamingLinearAlgorithm). Each batch is learnt
 * from starting with the weights that the last one left.
 */
export abstract class StreamingLinearAlgorithm<M extends LinearModel> {
  #settings: Settings;
  #learnt: Learnt<DenseVector> | undefined;
  #model: M | undefined;

  constructor(options: SGDOptions = {}) {
    const defaults = { stepSize: 0.1, numIterations: 50, miniBatchFraction: 1, regParam: 0 };
    this.#settings = { ...defaults, convergenceTol: 0.001 };
    this.#set(options);
  }

  protected abstract readonly kind: string;
  protected abstract readonly loss: Pick<DescentOptions, 'gradient' | 'updater'>;
  protected abstract modelOf(weights: DenseVector): M;
  /** @throws IllegalArgumentException for a label that the model cannot learn. */
  protected checkLabel(_label: number): void {}

  setStepSize(stepSize: number): this {
    return this.#set({ stepSize });
  }

  setNumIterations(numIterations: number): this {
    return this.#set({ numIterations });
  }

  setMiniBatchFraction(miniBatchFraction: number): this {
    return this.#set({ miniBatchFraction });
  }

  setRegParam(regParam: number): this {
    return this.#set({ regParam });
  }

  setConvergenceTol(convergenceTol: number): this {
    return this.#set({ convergenceTol });
  }

  /** Where learning starts: as many weights as points have features. Needed before anything else. */
  setInitialWeights(weights: Vector): this {
    this.#learnt = new Learnt(Vectors.toArray(weights));
    return this;
  }

  /** The model after the batches so far. @throws IllegalArgumentException without initial weights. */
  latestModel(): M {
    const weights = this.#initialized('use').parameters;
    if (this.#model?.weights !== weights) this.#model = this.modelOf(weights);
    return this.#model;
  }

  /** Learns from each batch that is not empty. Points of all batches have the same number of features. */
  trainOn(data: DStream<LabeledPoint>): void {
    learnFrom(data, this.kind, this.#initialized('starting training'), (weights, batch) =>
      this.#next(weights, batch),
    );
  }

  /** What the latest model says of each point when its batch is processed. */
  predictOn(data: DStream<Vector>): DStream<number> {
    this.#initialized('starting prediction');
    return data.map((features) => this.latestModel().predict(features));
  }

  /** The same for points with keys, such as what they really are. */
  predictOnValues<K>(data: DStream<readonly [K, Vector]>): DStream<readonly [K, number]> {
    this.#initialized('starting prediction');
    return data.mapValues((features) => this.latestModel().predict(features));
  }

  async #next(weights: DenseVector, batch: RDD<LabeledPoint>): Promise<DenseVector> {
    const points = batch.map((point) => {
      this.checkLabel(point.label);
      return point;
    });
    const learnt = await runMiniBatchSGD(points, weights, { ...this.#settings, ...this.loss });
    return learnt.weights;
  }

  #set(options: SGDOptions): this {
    const settings = { ...this.#settings, ...options };
    const { stepSize, numIterations, miniBatchFraction, regParam, convergenceTol } = settings;
    require(stepSize > 0, `Initial step size must be positive but got ${stepSize}`);
    require(Number.isInteger(numIterations) &&
      numIterations >= 0, `Number of iterations must be nonnegative but got ${numIterations}`);
    require(miniBatchFraction > 0 &&
      miniBatchFraction <=
        1, `Fraction for mini-batch SGD must be in range (0, 1] but got ${miniBatchFraction}`);
    require(regParam >= 0, `Regularization parameter must be nonnegative but got ${regParam}`);
    require(convergenceTol >= 0 &&
      convergenceTol <=
        1, `Convergence tolerance must be in range [0, 1] but got ${convergenceTol}`);
    this.#settings = settings;
    return this;
  }

  #initialized(forWhat: string): Learnt<DenseVector> {
    if (this.#learnt === undefined) {
      throw new IllegalArgumentException(
        `Model must be initialized before ${forWhat}: call setInitialWeights.`,
      );
    }
    return this.#learnt;
  }
}
