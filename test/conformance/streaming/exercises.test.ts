// The notebooks that come with the extension, run on real text by `millrace run`.

import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellsOf } from '../../../server/console/run/notebook-cells.ts';
import { Child, type ChildOptions } from '../../harness/child.ts';
import { startMillrace } from '../../harness/millrace.ts';
import {
  type Ends,
  naiveComponents,
  naivePageRank,
  naiveTriangles,
} from '../../harness/naive-graph.ts';
import { inDist, node, root, toolEnvironment } from '../../harness/places.ts';
import { freePort } from '../../harness/ports.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';

const exercises = join(root, 'media/exercises');
const notebooks = readdirSync(exercises).filter((name) => name.endsWith('.stream.md'));
/** Text that nobody wrote for a test. */
const text = ['/usr/share/common-licenses/GPL-2', join(root, 'ARCHITECTURE.md')].find(existsSync)!;

type Count = readonly [key: string, count: number];

/** The notebooks in a folder of their own, where their programs find the library and the text. */
let folder: TempFolder;
beforeAll(() => {
  folder = tempFolder('exercises');
  cpSync(exercises, folder.path, { recursive: true });
  cpSync(text, inFolder('data/sonnets.txt'));
  cpSync(join(root, 'node_modules/@types'), inFolder('node_modules/@types'), { recursive: true });
  symlinkSync(root, inFolder('node_modules/millrace'), 'junction');
});
afterAll(() => folder.remove());

function inFolder(path: string): string {
  return join(folder.path, path);
}

function contentOf(path: string): string {
  return readFileSync(inFolder(path), 'utf8');
}

/** A copy of a notebook for a test. */
interface TestNotebook {
  readonly path: string;
  /** What its cells have reported, as JSON has it. */
  reports(): unknown[];
}

/**
 * Copies a notebook, in which code can `reportToTest(value)`.
 * @param changes what of it is replaced by what; each must be there
 */
function notebookFor(name: string, changes: Readonly<Record<string, string>> = {}): TestNotebook {
  const original = contentOf(`${name}.stream.md`);
  const changed = Object.entries(changes).reduce((content, [from, to]) => {
    if (!content.includes(from)) throw new Error(`${name} does not have ${from}`);
    return content.replaceAll(from, to);
  }, original);
  const path = inFolder(`${name}.test.stream.md`);
  const reports = inFolder(`${name}.reports`);
  writeFileSync(path, `${reporting(reports)}\n${changed}`);
  writeFileSync(reports, '');
  return {
    path,
    reports: () =>
      readFileSync(reports, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
  };
}

/** A cell that declares `reportToTest`. */
function reporting(file: string): string {
  return `\`\`\`ts
import { appendFileSync } from 'node:fs';
const reportToTest = (value: unknown) =>
  appendFileSync(${JSON.stringify(file)}, \`\${JSON.stringify(value)}\\n\`);
\`\`\`
`;
}

function start(
  { path }: TestNotebook,
  args: readonly string[] = [],
  options: ChildOptions = {},
): Promise<Child> {
  const env = toolEnvironment({ TMPDIR: folder.path, TEMP: folder.path });
  const run = [inDist('cli.js'), 'run', path, '--timeout', '240', ...args];
  return Child.start(node, run, { env, ...options });
}

/** Runs a notebook to its end. @returns what it printed. @throws Error if it fails. */
async function run(notebook: TestNotebook, ...args: string[]): Promise<string> {
  const child = await start(notebook, args);
  const exit = await child.exited;
  expect(exit, child.stdout + child.stderr).toEqual({ code: 0, signal: null });
  return child.stdout;
}

/** What a notebook also does before it starts its streams. */
function before(code: string): Readonly<Record<string, string>> {
  return { 'await ssc.start();': `${code}\nawait ssc.start();` };
}

/** How often each word is there, in the order of the words. */
function counted(words: Iterable<string>): Count[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return inOrder(counts);
}

/** Counts of batches put together. */
function added(batches: readonly (readonly Count[])[]): Count[] {
  return counted(batches.flat().flatMap(([key, count]) => new Array<string>(count).fill(key)));
}

function inOrder(counts: Iterable<Count>): Count[] {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

function wordsOf(content: string, separator: string | RegExp): string[] {
  return content.split(separator).filter((word) => word !== '');
}

/** The test of a notebook. */
function exercise(name: string, check: (name: string) => Promise<void>): void {
  tested.add(name);
  test(name, () => check(name));
}
const tested = new Set<string>();

exercise('network-word-count', async (name) => {
  const port = String(await freePort());
  const report = before('counts.foreachRDD(async (rdd) => reportToTest(await rdd.collect()));');
  const notebook = notebookFor(name, { ...report, 9999: port });
  const stdout = await run(notebook);
  const batches = notebook.reports() as Count[][];
  expect(added(batches)).toEqual(counted(wordsOf(contentOf('data/sonnets.txt'), /[ \n]/)));
  expect(batches.filter((batch) => batch.length > 0).length).toBeGreaterThan(1);
  expect(stdout).toMatch(/^-{43}\nTime: [-\d]+ [:\d]+\n-{43}\n\('?\S+?'?, ?\d+\)$/m);
});

exercise('queue-stream', async (name) => {
  const stdout = await run(notebookFor(name));
  const batches = stdout
    .split(/-{43}\nTime: .*\n-{43}\n/)
    .map((batch) => batch.split('\n').filter((line) => line.startsWith('(')));
  const digits = (count: number) => Array.from({ length: 10 }, (_, i) => `(${i},${count})`);
  const printed = batches.filter((batch) => batch.length > 0).map((batch) => batch.sort());
  expect(printed).toEqual([...new Array(5).fill(digits(100)), digits(1)]);
  expect(batches.length).toBeGreaterThan(7);
});

exercise('stateful-word-count', async (name) => {
  const port = String(await freePort());
  const report = before(`
    totals.foreachRDD(async (rdd) => reportToTest({ totals: await rdd.collect() }));
    milestones.foreachRDD(async (rdd) => reportToTest({ milestones: await rdd.collect() }));
  `);
  const notebook = notebookFor(name, { ...report, 9999: port });
  await run(notebook);
  const reports = notebook.reports() as { totals?: Count[]; milestones?: string[] }[];
  const expected = counted(
    contentOf('data/sonnets.txt')
      .toLowerCase()
      .match(/[a-z']+/g)!,
  );
  expect(
    inOrder(reports.flatMap(({ totals }) => (totals === undefined ? [] : [totals])).at(-1)!),
  ).toEqual(expected);
  const milestones = reports.flatMap((each) => each.milestones ?? []).filter((each) => each !== '');
  expect(milestones.sort()).toEqual(
    expected
      .flatMap(([word, count]) =>
        Array.from({ length: Math.floor(count / 10) }, (_, i) => `${word}: ${(i + 1) * 10} times`),
      )
      .sort(),
  );
  expect(milestones.length).toBeGreaterThan(0);
});

exercise('windowed-hashtag-count', async (name) => {
  const report = before(`
    tags.foreachRDD(async (rdd, time) => reportToTest({ at: time.milliseconds, tags: await rdd.keys().collect() }));
    counts.foreachRDD(async (rdd, time) => reportToTest({ at: time.milliseconds, counts: await rdd.collect() }));
  `);
  type Report = { at: number; tags?: string[]; counts?: Count[] };
  const notebook = notebookFor(name, report);
  await run(notebook);
  const reports = notebook.reports() as Report[];
  const all = reports.flatMap(({ tags = [] }) => tags);
  // On a slow machine the streams are stopped before everybody has posted.
  const posted = contentOf('data/posts.txt').toLowerCase().match(/#\w+/g)!;
  expect(all).toEqual(posted.slice(0, all.length));
  expect(all.length).toBeGreaterThan(posted.length / 2);
  const windows = reports.filter(({ counts }) => counts !== undefined);
  expect(windows.length).toBeGreaterThan(6);
  for (const { at: end, counts } of windows) {
    const inside = reports.filter(({ at }) => at > end - 3000 && at <= end);
    expect(inOrder(counts!)).toEqual(counted(inside.flatMap(({ tags = [] }) => tags)));
  }
});

exercise('sql-aggregation', async (name) => {
  const code = before(`
    reportToTest(await countries.collect());
    report.foreachRDD(async (rdd) => reportToTest(await rdd.collect()));
  `);
  type Sums = { orders: number; revenue: number; largest: number };
  const notebook = notebookFor(name, code);
  await run(notebook);
  const [pairs, ...batches] = notebook.reports() as [[string, string][], ...[string, Sums][][]];
  const countries = new Map(pairs);
  const rows = contentOf('data/orders.csv').trimEnd().split('\n').slice(1);
  for (const [i, batch] of batches.entries()) {
    const expected = new Map<string, number[]>();
    for (const row of rows.slice(i * 100, (i + 1) * 100)) {
      const [, , city, , quantity, price] = row.split(',');
      if (Number(price) < 3) continue;
      const country = countries.get(city!)!;
      const amounts = expected.get(country) ?? [];
      expected.set(country, [...amounts, Number(quantity) * Number(price)]);
    }
    for (const [country, amounts] of expected) if (amounts.length < 5) expected.delete(country);
    expect(batch.map(([country]) => country).sort()).toEqual([...expected.keys()].sort());
    for (const [country, { orders, revenue, largest }] of batch) {
      const amounts = expected.get(country)!;
      expect(orders).toBe(amounts.length);
      expect(revenue).toBeCloseTo(amounts.reduce((a, b) => a + b));
      expect(largest).toBe(Math.max(...amounts));
    }
    const revenues = batch.map(([, { revenue }]) => revenue);
    expect(revenues).toEqual([...revenues].sort((a, b) => b - a));
  }
  expect(batches.filter((batch) => batch.length > 0)).toHaveLength(3);
});

exercise('direct-kafka-word-count', async (name) => {
  const millrace = await startMillrace();
  try {
    const report = {
      'await ssc.start();':
        'counts.foreachRDD(async (rdd) => reportToTest(await rdd.collect()));\nawait ssc.start();',
    };
    const servers = (address: string) => `'bootstrap.servers': '${address}'`;
    const address = { [servers('localhost:9092')]: servers(millrace.bootstrap) };
    const notebook = notebookFor(name, { ...report, ...address });
    const stdout = await run(notebook, '--bootstrap', millrace.bootstrap);
    const [, sentences] = /--topic sentences\n(.*?)^```$/ms.exec(contentOf(`${name}.stream.md`))!;
    expect(added(notebook.reports() as Count[][])).toEqual(counted(wordsOf(sentences!, /[ \n]/)));
    const ranges = Array.from(stdout.matchAll(/^sentences-\d: (\d+) to (\d+)$/gm));
    const read = ranges.reduce((sum, [, from, until]) => sum + Number(until) - Number(from), 0);
    expect(read).toBe(4);
    expect(stdout).toContain('Created topic sentences.');
    // GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG …
    expect(stdout).toMatch(/^word-count +sentences +\d +(\d+) +\1 +0 /m);
  } finally {
    await millrace.stop();
  }
});

exercise('recoverable-word-count', async (name) => {
  const notebook = notebookFor(name, {
    '  return ssc;':
      '  totals.foreachRDD(async (rdd) => reportToTest(await rdd.collect()));\n  return ssc;',
  });
  const inbox = inFolder('recoverable-word-count/inbox');
  // Killed while the state is being counted, and once more while it is being recovered.
  for (const words of [300, 900]) {
    let kill = () => {};
    const onLine = (line: string) => {
      const [, all] = /^\S+Z (\d+) words, /.exec(line) ?? [];
      if (Number(all) > words) kill();
    };
    const child = await start(notebook, [], { onLine });
    kill = () => void child.kill();
    const exit = await child.exited;
    expect(exit, child.stdout + child.stderr).toEqual({ code: null, signal: 'SIGKILL' });
  }
  await run(notebook);
  const lines = readdirSync(inbox).map((file) => readFileSync(join(inbox, file), 'utf8'));
  const expected = counted(lines.flatMap((content) => wordsOf(content, /\s+/)));
  expect(inOrder((notebook.reports() as Count[][]).at(-1)!)).toEqual(expected);
  const once = counted(wordsOf(contentOf('data/sonnets.txt'), /\s+/));
  expect(new Map(expected).get('the')).toBeGreaterThan(new Map(once).get('the')!);
});

exercise('streaming-k-means', async (name) => {
  const code = before(`
    reportToTest(seconds);
    people.foreachRDD(() => reportToTest(model.latestModel().clusterCenters));
  `);
  type Person = [crowd: string, place: [number, number]];
  const notebook = notebookFor(name, code);
  const stdout = await run(notebook);
  const [seconds, ...centers] = notebook.reports() as [Person[][], ...number[][][]];
  const sums = new Map(['west', 'east', 'wanderers'].map((crowd) => [crowd, [0, 0, 0]]));
  for (const [i, people] of seconds.entries()) {
    for (const [crowd, sum] of sums)
      sums.set(
        crowd,
        sum.map((x) => 0.3 * x),
      );
    for (const [crowd, [x, y]] of people) {
      const [n = 0, sumOfX = 0, sumOfY = 0] = sums.get(crowd)!;
      sums.set(crowd, [n + 1, sumOfX + x, sumOfY + y]);
    }
    for (const [cluster, [n = 0, x = 0, y = 0]] of [...sums.values()].entries()) {
      expect(centers[i]![cluster]![0]).toBeCloseTo(x / n, 6);
      expect(centers[i]![cluster]![1]).toBeCloseTo(y / n, 6);
    }
  }
  for (const guess of ['(west,0)', '(east,1)', '(wanderers,2)'])
    expect(stdout.split(`\n(${guess},100)\n`)).toHaveLength(11);
});

exercise('graph-of-followers', async (name) => {
  const notebook = notebookFor(name, before('reportToTest([names, batches]);'));
  const stdout = await run(notebook);
  const [[names, batches]] = notebook.reports() as [[string[], Ends[][]]];
  const expected = batches.map((_, i) => {
    const edges = batches.slice(0, i + 1).flat();
    const top = [...naivePageRank(edges, 100, 0.15)].sort(([, a], [, b]) => b - a).slice(0, 3);
    const groups = new Set(naiveComponents(edges).values());
    const triangles = [...naiveTriangles(edges).values()].reduce((a, b) => a + b) / 3;
    const people = top.map(([id, rank]) => `${names[id]} ${rank.toFixed(3)}`);
    return `${people.join(', ')}; groups: ${groups.size}, triangles: ${triangles}`;
  });
  const printed = stdout.split('\n').filter((line) => line.includes('triangles:'));
  expect(printed.slice(0, 4)).toEqual(expected);
});

test('what they do with the library is what its types allow', async () => {
  const files = notebooks.map((name) => name.replace('.stream.md', '.typed.ts'));
  for (const [i, file] of files.entries()) {
    const cells = cellsOf(contentOf(notebooks[i]!)).filter(({ language }) => language === 'ts');
    writeFileSync(inFolder(file), cells.map(({ code }) => code).join('\n'));
  }
  const compilerOptions = {
    ...{ module: 'esnext', moduleResolution: 'bundler', target: 'es2023', lib: ['es2023'] },
    ...{
      types: ['node'],
      strict: true,
      noEmit: true,
      moduleDetection: 'force',
      skipLibCheck: true,
    },
  };
  writeFileSync(inFolder('tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const child = await Child.start(node, [tsc, '-p', '.'], { cwd: folder.path });
  await child.exited;
  expect(child.stdout).toBe('');
});

test('every exercise is tested and listed', () => {
  expect([...tested].sort()).toEqual(notebooks.map((name) => name.replace('.stream.md', '')));
  for (const name of notebooks) expect(contentOf('README.md')).toContain(`](${name})`);
});
