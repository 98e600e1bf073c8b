// Word count from memory, beside a loop written by hand: `node test/bench/word-count.ts [THOUSANDS of lines]`.
// Rates are words per second of the processor's time, since the machine may do other things meanwhile.

import { SparkContext } from '../../server/streaming/context/spark-context.ts';
import type { RDD } from '../../server/streaming/rdd/rdd.ts';
import { streamingEnvironment } from '../harness/streaming-environment.ts';
import { formatTable, rounded } from './measure/table.ts';

const WORDS_PER_LINE = 10;
const ROUNDS = 6;

export interface WordRate {
  readonly partitions: number;
  /** Different words. */
  readonly vocabulary: number;
  /** Millions of words per second of processor time: the best of some rounds. */
  readonly engine: number;
  readonly byHand: number;
}

/** Lines of words that occur about as often as in a text: the n-th most frequent one n times less often than the first. */
export async function benchWordCount(lineCount: number): Promise<WordRate[]> {
  const rates: WordRate[] = [];
  for (const size of [100, 2500, 100_000]) {
    const lines = textOf(lineCount, size);
    for (const partitions of [1, 4]) {
      const sc = new SparkContext(streamingEnvironment(), 'local');
      const rdd = sc.parallelize(lines, partitions);
      let vocabulary = 0;
      const engine = await wordsPerSecond(lineCount, async () => {
        vocabulary = (await wordCount(rdd).collect()).length;
      });
      const byHand = await wordsPerSecond(lineCount, async () => countByHand(lines));
      rates.push({ partitions, vocabulary, engine, byHand });
      sc.stop();
    }
  }
  return rates;
}

function wordCount(lines: RDD<string>): RDD<readonly [string, number]> {
  return lines
    .flatMap((line) => line.split(' '))
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b);
}

function countByHand(lines: readonly string[]): Map<string, { count: number }> {
  const counts = new Map<string, { count: number }>();
  for (const line of lines) {
    for (const word of line.split(' ')) {
      const known = counts.get(word);
      if (known === undefined) counts.set(word, { count: 1 });
      else known.count++;
    }
  }
  return counts;
}

async function wordsPerSecond(lines: number, run: () => Promise<unknown>): Promise<number> {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, (lines * WORDS_PER_LINE) / (user + system));
  }
  return best;
}

function textOf(lines: number, vocabulary: number): string[] {
  let state = 1;
  const chance = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
  };
  // By Zipf's law a word's rank is spread evenly on a logarithmic scale.
  const word = () => `word${Math.floor(vocabulary ** chance())}`;
  return Array.from({ length: lines }, () =>
    Array.from({ length: WORDS_PER_LINE }, word).join(' '),
  );
}

if (import.meta.main) {
  const rates = await benchWordCount(Number(process.argv[2] ?? 200) * 1000);
  const rows = rates.map(({ partitions, vocabulary, engine, byHand }) => ({
    partitions,
    'different words': vocabulary,
    'M words/s': rounded(engine),
    'by hand': rounded(byHand),
    ratio: rounded(engine / byHand),
  }));
  console.log(formatTable(rows));
}
