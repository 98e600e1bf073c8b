// Whether VS Code stays responsive, and memory flat, while a notebook's job prints 100,000 records a second: keys typed into
// an editor beside the notebook, with the job and without; what holds up the extension host; resident memory of each process.
// `node test/bench/responsiveness.ts [SECONDS]`

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceWindow } from '../harness/millrace-window.ts';
import { type LoopDelay, LoopDelays } from './measure/loop-delays.ts';
import { median, percentile } from './measure/percentiles.ts';
import { type Usage, usageOf } from './measure/process-usage.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';
import { type Typing, Typist } from './measure/typing.ts';

const RATE = 100_000;
/** Without the job. */
const QUIET_SECONDS = 20;
/** Until everything that grows only once has grown, such as compiled code. */
const WARM_UP_SECONDS = 10;
const SAMPLE_MS = 2000;

const flood = `\`\`\`ts
import { writeFileSync } from 'node:fs';

writeFileSync('kernel.pid', String(process.pid));
const orders = new StreamingContext(sc, 0.1);
const batch = sc.parallelize(Array.from({ length: ${RATE / 10} }, (_, i) => ({ order: i, item: 'cup ' + (i % 90) })));
const stream = orders.queueStream(Array.from({ length: 6000 }, () => batch));
stream.foreachRDD((rdd) => rdd.foreach((record) => console.log(record.order, record.item)));
stream.map(({ item }) => [item, 1] as const).reduceByKey((a, b) => a + b).showTable({ title: 'Items', rows: 100 });
stream.count().showChart({ title: 'Records' });
await orders.start();
\`\`\`
`;

/** What a sample is of. */
const processes = ['kernel', 'extension host', 'window'] as const;

/** The processes' pids: the window's are those of all its pages. */
type Pids = Readonly<Record<(typeof processes)[number], readonly number[]>>;
type Sample = Readonly<Record<(typeof processes)[number], Usage>>;

export async function benchResponsiveness(seconds: number): Promise<Row[][]> {
  const delays = await LoopDelays.prepare();
  const window = await MillraceWindow.open({
    name: 'responsiveness',
    files: { 'flood.stream.md': flood, 'notes.txt': '' },
    beside: [delays.vsix],
    env: delays.env,
  });
  try {
    await showSideBySide(window);
    const { page } = window.workbench;
    const typist = await Typist.at(page);
    await typist.type(5);
    const before = delays.read().length;
    const quiet = await typist.type(QUIET_SECONDS);
    const quietDelays = delays.read().slice(before);

    await page.getByRole('button', { name: 'Run All' }).click();
    await focusNotes(window);
    await typist.type(WARM_UP_SECONDS);
    const warm = delays.read().length;
    const pids: Pids = {
      kernel: [Number(readFileSync(join(window.folder, 'kernel.pid'), 'utf8'))],
      'extension host': [delays.read().at(-1)!.pid],
      window: await windowPids(window),
    };
    const samples = [sampleOf(pids)];
    const timer = setInterval(() => samples.push(sampleOf(pids)), SAMPLE_MS);
    const busy = await typist.type(seconds);
    clearInterval(timer);
    const busyDelays = delays.read().slice(warm);
    await window.workbench.screenshot('flood');
    console.log(await window.workbench.tree('Streaming Jobs').outline());
    return [
      [typingRow('without the job', quiet), typingRow('with it', busy)],
      [delayRow('without the job', quietDelays), delayRow('with it', busyDelays)],
      processes.map((name) =>
        usageRow(
          name,
          samples.map((sample) => sample[name]),
        ),
      ),
    ];
  } catch (error) {
    await window.keepEvidence('measuring');
    throw error;
  } finally {
    await window.close();
    delays.remove();
  }
}

/** An editor, the notebook beside it, and the list of jobs. */
async function showSideBySide(window: MillraceWindow): Promise<void> {
  const { workbench } = window;
  await workbench.page.setViewportSize({ width: 1600, height: 1400 });
  await workbench.openContainer('Millrace');
  await workbench.openFile('notes.txt');
  await workbench.runCommand('View: Split Editor Right');
  await workbench.openFile('flood.stream.md');
  await workbench.statusBarItem('Kernel: idle').waitFor({ timeout: 60_000 });
  await focusNotes(window);
}

async function focusNotes({ workbench }: MillraceWindow): Promise<void> {
  await workbench.page.locator('.monaco-workbench').press('Control+1');
  await workbench.page.locator('.editor-instance .monaco-editor.focused').waitFor();
}

/** Of the processes in which the window's pages live. */
async function windowPids({ workbench }: MillraceWindow): Promise<readonly number[]> {
  const session = await workbench.page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

function sampleOf(pids: Pids): Sample {
  const usage = (name: keyof Pids): Usage => {
    const all = pids[name].map(usageOf);
    const sum = (of: keyof Usage) => all.reduce((total, each) => total + each[of], 0);
    return {
      residentMb: sum('residentMb'),
      ownMb: sum('ownMb'),
      peakMb: sum('peakMb'),
      cpuSeconds: sum('cpuSeconds'),
    };
  };
  return {
    kernel: usage('kernel'),
    'extension host': usage('extension host'),
    window: usage('window'),
  };
}

function typingRow(name: string, { latencies, blockedMs, busyMs }: Typing): Row {
  return {
    'from a key to its frame': name,
    keys: latencies.length,
    'p50 ms': rounded(percentile(latencies, 0.5)),
    'p95 ms': rounded(percentile(latencies, 0.95)),
    'p99 ms': rounded(percentile(latencies, 0.99)),
    'most ms': rounded(Math.max(...latencies)),
    'blocked ms/s': rounded(blockedMs),
    'processor ms/s': rounded(busyMs),
  };
}

function delayRow(name: string, delays: readonly LoopDelay[]): Row {
  return {
    'extension host held up, in each second': name,
    'p99 ms, median': rounded(
      percentile(
        delays.map(({ p99 }) => p99),
        0.5,
      ),
    ),
    'most ms, median': rounded(
      percentile(
        delays.map(({ most }) => most),
        0.5,
      ),
    ),
    'most ms': rounded(Math.max(...delays.map(({ most }) => most))),
  };
}

function usageRow(name: string, usages: readonly Usage[]): Row {
  const resident = usages.map(({ residentMb }) => residentMb);
  const quarter = Math.ceil(resident.length / 4);
  const cpu = usages.at(-1)!.cpuSeconds - usages[0]!.cpuSeconds;
  return {
    'with the job': name,
    'resident MB, first quarter': Math.round(median(resident.slice(0, quarter))),
    'last quarter': Math.round(median(resident.slice(-quarter))),
    most: Math.round(Math.max(...resident)),
    'processor ms/s': rounded((cpu * 1e6) / ((usages.length - 1) * SAMPLE_MS)),
  };
}

if (import.meta.main) {
  const [seconds = 60] = process.argv.slice(2).map(Number);
  for (const rows of await benchResponsiveness(seconds)) console.log(`${formatTable(rows)}\n`);
}
