import { require } from '../errors.ts';
import type { CompactGraph } from './compact-graph.ts';

export interface PageRankOptions {
  /** How likely somebody who follows edges starts anew instead; 0.15. */
  readonly resetProb?: number | undefined;
  /** Where they start: at this place, or, without it, anywhere. */
  readonly source?: number | undefined;
}

/**
 * The rank of each vertex after some iterations: resetProb + (1 - resetProb) · the sum over edges that lead there of
 * the rank of where they come from, divided by how many leave that (GraphX's PageRank.runWithOptions). In the
 * end ranks are scaled to an average of 1, or to a sum of 1 for one source.
 */
export async function staticPageRank(
  graph: CompactGraph,
  numIter: number,
  options: PageRankOptions = {},
): Promise<Float64Array> {
  require(Number.isInteger(numIter) &&
    numIter > 0, `Number of iterations must be greater than 0, but got ${numIter}`);
  const { resetProb, source } = checked(options);
  const degrees = await graph.outDegrees();
  const startsAt = (place: number) => Number(source === undefined || place === source);
  let ranks = new Float64Array(graph.size).map((_, place) => startsAt(place));
  for (let iteration = 0; iteration < numIter; iteration++) {
    const shares = ranks.map((rank, place) => rank / degrees[place]!);
    const sums = await passedOn(graph, shares);
    ranks = sums.map((sum, place) => resetProb * startsAt(place) + (1 - resetProb) * sum);
  }
  return normalized(ranks, source);
}

/**
 * The same until no rank changes by more than a tolerance: only vertices whose rank has grown by more pass that growth
 * on (GraphX's PageRank.runUntilConvergenceWithOptions).
 */
export async function pageRank(
  graph: CompactGraph,
  tolerance: number,
  options: PageRankOptions = {},
): Promise<Float64Array> {
  require(tolerance >= 0, `Tolerance must be no less than 0, but got ${tolerance}`);
  const { resetProb, source } = checked(options);
  const degrees = await graph.outDegrees();
  const first = (place: number) => (source === undefined ? resetProb : Number(place === source));
  const ranks = new Float64Array(graph.size).map((_, place) => first(place));
  const growth = ranks.slice();
  const share = (grown: number, place: number) => (grown > tolerance ? grown / degrees[place]! : 0);
  for (;;) {
    const shares = growth.map(share);
    if (shares.every((amount, place) => amount === 0 || degrees[place] === 0)) break;
    const sums = await passedOn(graph, shares);
    for (let place = 0; place < sums.length; place++) {
      growth[place] = (1 - resetProb) * sums[place]!;
      ranks[place]! += growth[place]!;
    }
  }
  return normalized(ranks, source);
}

/** For each vertex the sum of the shares that come along its edges. */
async function passedOn(graph: CompactGraph, shares: Float64Array): Promise<Float64Array> {
  const parts = await graph.overEdges('PageRank', ({ sources, targets }) => {
    const sums = new Float64Array(shares.length);
    for (let i = 0; i < sources.length; i++) sums[targets[i]!]! += shares[sources[i]!]!;
    return sums;
  });
  const [sums = new Float64Array(shares.length), ...more] = parts;
  for (const part of more) for (let i = 0; i < part.length; i++) sums[i]! += part[i]!;
  return sums;
}

/** Ranks that vertices without outgoing edges have swallowed are given back to all. */
function normalized(ranks: Float64Array, source: number | undefined): Float64Array {
  const sum = ranks.reduce((total, rank) => total + rank, 0);
  const factor = (source === undefined ? ranks.length : 1) / sum;
  return ranks.map((rank) => rank * factor);
}

function checked({ resetProb = 0.15, source }: PageRankOptions) {
  require(resetProb >= 0 &&
    resetProb <= 1, `Random reset probability must belong to [0, 1], but got ${resetProb}`);
  return { resetProb, source };
}
