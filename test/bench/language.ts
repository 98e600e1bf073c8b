// How long the language server takes in notebooks of 50 and of 500 TypeScript cells: to say what is wrong, and to complete
// what is being typed. Beside the clock's time stands that of the server's processor, which says more where the machine
// does other things. `node test/bench/language.ts [ROUNDS]`

import { LanguageServerProcess, type OpenNotebook } from '../harness/language-server.ts';
import { percentile } from './measure/percentiles.ts';
import { usageOf } from './measure/process-usage.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

let opened = 0;

/** A notebook in which each cell uses what the one before it declares; the first and the last have an error. */
async function open(server: LanguageServerProcess, cells: number): Promise<OpenNotebook> {
  const codes = Array.from({ length: cells }, (_, i) => cellOf(i, i === 0 || i === cells - 1));
  return await server.open(
    `file:///bench-${++opened}.stream.md`,
    codes.map((code) => ({ code })),
  );
}

function cellOf(i: number, isWrong: boolean): string {
  const before = i === 0 ? '1' : `f${i - 1}(x)`;
  return [
    `const lines${i} = KafkaUtils.createDirectStream(ssc, ['orders'], { 'bootstrap.servers': 'localhost:9092' });`,
    `const counts${i} = lines${i}`,
    '  .flatMap(([, text]) => text.split(/\\s+/))',
    '  .map((word) => [word.toLowerCase(), 1] as const)',
    '  .reduceByKey((a, b) => a + b);',
    `counts${i}.pprint();`,
    `function f${i}(x: number): number { return x + ${before}; }`,
    `await display(f${i}(${isWrong ? "'one'" : '1'}));`,
  ].join('\n');
}

class Measured {
  readonly #server: LanguageServerProcess;
  readonly #times = new Map<string, { readonly wall: number[]; readonly cpu: number[] }>();

  constructor(server: LanguageServerProcess) {
    this.#server = server;
  }

  async measure<T>(what: string, work: () => Promise<T>): Promise<T> {
    const cpu = () => usageOf(this.#server.child.pid!).cpuSeconds * 1000;
    const before = cpu();
    const start = performance.now();
    const result = await work();
    const times = this.#times.get(what) ?? { wall: [], cpu: [] };
    this.#times.set(what, times);
    times.wall.push(performance.now() - start);
    times.cpu.push(cpu() - before);
    return result;
  }

  rows(): Row[] {
    return Array.from(this.#times, ([name, { wall, cpu }]) => ({
      'language server': name,
      'least ms': rounded(Math.min(...wall)),
      'median ms': rounded(percentile(wall, 0.5)),
      'most ms': rounded(Math.max(...wall)),
      'processor ms, median': rounded(percentile(cpu, 0.5)),
    }));
  }
}

async function benchLanguage(rounds: number): Promise<Row[]> {
  const server = new LanguageServerProcess();
  const measured = new Measured(server);
  try {
    await measured.measure('start, until it has answered `initialize`', () => server.initialize());
    await measureNotebook(server, measured, 50, 'cold');
    for (let round = 0; round < rounds; round++) {
      await measureNotebook(server, measured, 50, 'warm');
    }
    for (let round = 0; round < rounds; round++) {
      await measureNotebook(server, measured, 500, 'warm');
    }
    const { residentMb } = usageOf(server.child.pid!);
    console.log(`resident: ${residentMb.toFixed(0)} MB`);
  } finally {
    await server.close();
  }
  return measured.rows();
}

async function measureNotebook(
  server: LanguageServerProcess,
  measured: Measured,
  cells: number,
  state: string,
): Promise<void> {
  const name = (what: string) => `${cells} cells, ${state}: ${what}`;
  const book = await measured.measure(name('opened, first diagnostics'), async () => {
    const notebook = await open(server, cells);
    await server.diagnosticsOf(notebook.uriOf(0));
    return notebook;
  });
  const middle = cells / 2;
  await measured.measure(name('a completion right then'), () =>
    book.complete(middle + 1, 'await display(', 8),
  );
  await server.diagnosticsOf(book.uriOf(cells - 1));
  for (let i = 0; i < 5; i++) {
    const code = `${cellOf(middle, false)}\nlines${middle}.`;
    await book.edit(middle, `${code}${'m'.repeat(i % 2)}`);
    await measured.measure(name('typed, completed members'), () =>
      book.complete(middle, `\nlines${middle}.`),
    );
    await book.edit(middle, `${cellOf(middle, false)}\nli${'n'.repeat(i % 3)}`);
    await measured.measure(name('typed, completed names'), () => book.complete(middle, '\nli'));
  }
  await book.edit(middle, `${cellOf(middle, false)}\nnothing.here;`);
  await measured.measure(name('typed, diagnostics (120 ms of them a pause)'), () =>
    server.diagnosticsOf(book.uriOf(middle), (all) =>
      all.some(({ message }) => String(message).includes('nothing')),
    ),
  );
  await book.close();
}

if (import.meta.main) {
  const [rounds = 5] = process.argv.slice(2).map(Number);
  console.log(formatTable(await benchLanguage(rounds)));
}
