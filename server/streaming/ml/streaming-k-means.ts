import type { DStream } from '../dstream/dstream.ts';
import { IllegalArgumentException, require } from '../errors.ts';
import { PseudoRandom } from '../rdd/sampling/pseudo-random.ts';
import { type Clusters, StreamingKMeansModel, type TimeUnit } from './k-means-model.ts';
import { Learnt, learnFrom } from './model-state.ts';
import { type Vector, Vectors } from './vectors.ts';

export interface StreamingKMeansOptions {
  /** Clusters; 2. */
  readonly k?: number;
  /** How much older points still count after each batch or point: 1 (which it is) for as much as new ones, 0 for not at all. */
  readonly decayFactor?: number;
  /** Whether the decay factor is for a batch, which it is, or for a point. */
  readonly timeUnit?: TimeUnit;
}

/** Finds clusters among points as they stream in, and follows them as they move (MLlib's StreamingKMeans). */
export class StreamingKMeans {
  #k = 2;
  #decayFactor = 1;
  #timeUnit: TimeUnit = 'batches';
  #learnt: Learnt<Clusters> | undefined;
  #model: StreamingKMeansModel | undefined;

  constructor({ k = 2, decayFactor = 1, timeUnit = 'batches' }: StreamingKMeansOptions = {}) {
    this.setK(k).setDecayFactor(decayFactor).#setTimeUnit(timeUnit);
  }

  setK(k: number): this {
    require(Number.isInteger(k) && k > 0, `Number of clusters must be positive but got ${k}`);
    this.#k = k;
    return this;
  }

  setDecayFactor(decayFactor: number): this {
    require(decayFactor >= 0, `Decay factor must be nonnegative but got ${decayFactor}`);
    this.#decayFactor = decayFactor;
    return this;
  }

  /** Has a point count half as much once as many batches or points have followed. */
  setHalfLife(halfLife: number, timeUnit: TimeUnit): this {
    require(halfLife > 0, `Half life must be positive but got ${halfLife}`);
    return this.setDecayFactor(0.5 ** (1 / halfLife)).#setTimeUnit(timeUnit);
  }

  /** Where the clusters are to begin with, and how many points each center stands for already. */
  setInitialCenters(centers: readonly Vector[], weights: readonly number[]): this {
    require(centers.length ===
      this.#k, `Number of initial centers must be ${this.#k} but got ${centers.length}`);
    require(weights.every(
      (weight) => weight >= 0,
    ), `Weight for each initial center must be nonnegative but got [${weights.join(' ')}]`);
    return this.#start(
      new StreamingKMeansModel({ centers: centers.map(Vectors.toArray), weights: [...weights] }),
    );
  }

  /** Starts with random centers, normally distributed around 0. @param dim dimensions. @param weight of each. */
  setRandomCenters(dim: number, weight: number, seed: number): this {
    require(Number.isInteger(dim) &&
      dim > 0, `Number of dimensions must be positive but got ${dim}`);
    require(weight >= 0, `Weight for each center must be nonnegative but got ${weight}`);
    const random = new PseudoRandom(seed);
    const center = () => Array.from({ length: dim }, () => gaussian(random));
    const centers = Array.from({ length: this.#k }, center);
    return this.#start(new StreamingKMeansModel({ centers, weights: centers.map(() => weight) }));
  }

  /** The model after the batches so far. @throws IllegalArgumentException without initial centers. */
  latestModel(): StreamingKMeansModel {
    const clusters = this.#initialized().parameters;
    if (this.#model?.clusterCenters !== clusters.centers)
      this.#model = new StreamingKMeansModel(clusters);
    return this.#model;
  }

  /** Learns from each batch. */
  trainOn(data: DStream<Vector>): void {
    learnFrom(data, 'StreamingKMeans', this.#initialized(), async (_, batch) => {
      const model = await this.latestModel().update(batch, this.#decayFactor, this.#timeUnit);
      return { centers: model.clusterCenters, weights: model.clusterWeights };
    });
  }

  /** The number of the cluster that each point belongs to when its batch is processed. */
  predictOn(data: DStream<Vector>): DStream<number> {
    this.#initialized();
    return data.map((point) => this.latestModel().predict(point));
  }

  /** The same for points with keys, such as what they really are. */
  predictOnValues<K>(data: DStream<readonly [K, Vector]>): DStream<readonly [K, number]> {
    this.#initialized();
    return data.mapValues((point) => this.latestModel().predict(point));
  }

  #setTimeUnit(timeUnit: TimeUnit): this {
    require(timeUnit === 'batches' ||
      timeUnit === 'points', `Invalid time unit for decay: ${timeUnit}`);
    this.#timeUnit = timeUnit;
    return this;
  }

  #start({ clusterCenters: centers, clusterWeights: weights }: StreamingKMeansModel): this {
    this.#learnt = new Learnt({ centers, weights });
    return this;
  }

  #initialized(): Learnt<Clusters> {
    if (this.#learnt === undefined) {
      throw new IllegalArgumentException(
        'Initial cluster centers must be set before starting predictions: call setInitialCenters or setRandomCenters.',
      );
    }
    return this.#learnt;
  }
}

/** A number from the standard normal distribution (Box and Muller). */
function gaussian(random: PseudoRandom): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
  return radius * Math.cos(2 * Math.PI * random.nextDouble());
}
