/** `millrace run`: a notebook without VS Code. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { KernelCluster } from '../contract/kernel.ts';
import { InvalidAddress } from '../node/kafka/addresses.ts';
import { readProperties } from '../node/kafka/properties.ts';
import { type Command, ExitCode, type Terminal, ToolError, UsageError } from './command.ts';
import type { OptionValues } from './options/option.ts';
import { parseOptions } from './options/parse-options.ts';
import { wholeNumber } from './options/rules.ts';
import { usage } from './options/usage.ts';
import { cellsOf } from './run/notebook-cells.ts';
import { NotebookRun, type RunResult } from './run/notebook-run.ts';
import { OutputPrinter } from './run/output-printer.ts';
import { isReachable } from './run/reachable.ts';
import { wholeLines } from './run/whole-lines.ts';

const LOCAL_BROKER = 'localhost:9092';
const LOCAL_ZOOKEEPER = 'localhost:2181';
/** The one cluster that there is for a run. */
const GIVEN = 'given';
/** Of a timeout, in seconds: what a timer can wait for. */
const LONGEST_TIMEOUT = 2_000_000;

const options = {
  timeout: { value: 'SECONDS', help: 'how long it may take; without end unless given' },
  'bootstrap-server': {
    synonyms: ['bootstrap'],
    value: 'HOST:PORT,…',
    help: `the cluster of its cells; default ${LOCAL_BROKER}, if there is one`,
  },
  'command-config': {
    value: 'FILE',
    help: 'a client’s configuration for that cluster: security.protocol, sasl.* and ssl.*, for all cells',
  },
  'read-only': { help: 'refuse whatever would change that cluster' },
  zookeeper: {
    value: 'HOST:PORT',
    help: `the cluster’s ZooKeeper; default ${LOCAL_ZOOKEEPER} without --bootstrap-server`,
  },
  help: { help: 'this text' },
} as const;

type Given = OptionValues<typeof options>;

export const runCommand: Command = {
  async run(args, terminal) {
    const { values: given, rest } = parseOptions(args, options);
    if (given.help) {
      for (const line of help()) terminal.out(line);
      return ExitCode.ok;
    }
    const [notebook, ...more] = rest;
    if (notebook === undefined) throw new UsageError('a notebook must be given');
    if (more.length > 0) throw new UsageError(`unexpected argument '${more[0]}'`);
    const timeout =
      given.timeout === undefined
        ? undefined
        : wholeNumber('timeout', given.timeout, 1, LONGEST_TIMEOUT);
    return await runNotebook(notebook, timeout, await clusterOf(given), terminal);
  },
};

async function runNotebook(
  notebook: string,
  timeout: number | undefined,
  cluster: KernelCluster,
  terminal: Terminal,
): Promise<number> {
  const path = resolve(notebook);
  const cells = cellsOf(await contentOf(notebook));
  if (cells.length === 0) {
    throw new ToolError(`${notebook} has no cells: fenced blocks of ts, python or console`);
  }
  const errors = wholeLines((line) => terminal.err(line));
  const printer = new OutputPrinter(basename(notebook), (name, text) => {
    if (name === 'stderr') errors.write(text);
    else void terminal.write(text);
  });
  const result = await NotebookRun.run({
    ...{ cells, notebook: path, folder: dirname(path), cluster, printer, script: kernelScript() },
    interrupted: terminal.interrupted,
    timeoutMs: timeout === undefined ? undefined : timeout * 1000,
  });
  errors.end();
  if (result.message !== undefined) terminal.err(`millrace: ${result.message}`);
  return exitCodeOf(result);
}

function exitCodeOf({ outcome }: RunResult): number {
  if (outcome === 'interrupted') return ExitCode.interrupted;
  return outcome === 'succeeded' ? ExitCode.ok : ExitCode.failed;
}

/** The cluster that is given, which must be there, or the local one if it is. */
async function clusterOf(given: Given): Promise<KernelCluster> {
  const { 'bootstrap-server': bootstrap, zookeeper, 'command-config': file } = given;
  const how = {
    ...(file === undefined ? {} : { properties: await readProperties(file) }),
    ...(given['read-only'] ? { readOnly: true } : {}),
  };
  try {
    if (bootstrap !== undefined) {
      if (!(await isReachable(bootstrap))) {
        throw new ToolError(`no cluster answers at ${bootstrap}`);
      }
      const name = 'the cluster of --bootstrap-server';
      return { id: GIVEN, name, bootstrap, ...how, ...(zookeeper !== undefined && { zookeeper }) };
    }
    const local = { id: GIVEN, ...how, zookeeper: zookeeper ?? LOCAL_ZOOKEEPER };
    if (await isReachable(LOCAL_BROKER)) {
      return { name: 'the local cluster', bootstrap: LOCAL_BROKER, ...local };
    }
    // Cells that need one will say that this does not run; the others need not care.
    return {
      name: `The cluster at ${LOCAL_BROKER} (see --bootstrap-server)`,
      bootstrap: '',
      ...local,
    };
  } catch (error) {
    throw error instanceof InvalidAddress ? new UsageError(error.message) : error;
  }
}

async function contentOf(notebook: string): Promise<string> {
  if (extname(notebook) === '.ipynb') {
    throw new UsageError('it runs notebooks in Markdown (*.stream.md), not those of Jupyter');
  }
  try {
    return await readFile(notebook, 'utf8');
  } catch (error) {
    throw new ToolError(`${notebook} cannot be read: ${(error as Error).message}`);
  }
}

/** The kernel's, beside this bundle's or in the sources. */
function kernelScript(): string {
  const isBundled = extname(import.meta.filename) === '.js';
  return join(import.meta.dirname, isBundled ? 'kernel.js' : '../kernel/kernel-main.ts');
}

function help(): string[] {
  return [
    'Usage: millrace run NOTEBOOK [options]',
    '',
    'Runs the cells of a notebook (*.stream.md) in order and prints what they show.',
    'A cell that starts a streaming job does not hold up the cells below it. At the end jobs stop in good',
    'order, with all that they have received processed; let the last cell wait where one is to go on for',
    'longer: await ssc.awaitTerminationOrTimeout(10).',
    '',
    ...usage(options),
    '',
    'Exit codes: 0 all went well; 1 a cell failed, or a batch of its job, or the time was up;',
    '2 wrong arguments; 130 interrupted.',
  ];
}
