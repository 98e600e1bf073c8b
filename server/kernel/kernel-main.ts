// The process of a notebook's kernel: runs cells on this thread, and speaks with the front end by another.

import { AsyncLocalStorage } from 'node:async_hooks';
import { dirname } from 'node:path';
import type { KernelRequest, KernelSettings } from '../contract/kernel.ts';
import { systemClock } from '../node/system-clock.ts';
import { CellScope } from './cells/cell-scope.ts';
import { CellModules } from './cells/modules.ts';
import { TypeScriptExecutor } from './cells/typescript-executor.ts';
import { captureOutput } from './channel/captured-output.ts';
import { FrontEnd } from './channel/front-end.ts';
import { ConsoleExecutor } from './console/console-executor.ts';
import { CellSources } from './errors/cell-sources.ts';
import type { Execution } from './execution.ts';
import { Jobs } from './jobs/jobs.ts';
import { Kernel } from './kernel.ts';
import * as parts from './parts.ts';
import { pythonExecutor } from './python-executor.ts';
import { provideEngine, provideScope } from './scope/provide-scope.ts';

/** The user's lines are below the engine's. */
const DEEPEST_STACK = 60;
/** How long the last events may take to be written when a cell ends the process, in milliseconds. */
const LAST_WORDS_MS = 1000;

parts.prepareLoading();
const { notebook } = JSON.parse(process.argv.at(-1)!) as KernelSettings;
const folder = dirname(notebook);
const clock = systemClock();
const storage = new AsyncLocalStorage<Execution>();
const running = () => storage.getStore();
const scope = new CellScope();
const sources = new CellSources(notebook, parts.ownFolder);
const modules = new CellModules(notebook, { [parts.ENGINE]: parts.engine });
const shows = provideScope({
  ...{ scope, notebook, clock, sources, running },
  engine: parts.engine,
  cluster: () => kernel.cluster,
});
const frontEnd = new FrontEnd(parts.controlWorker, {
  onRequest: handle,
  onTerminated: () => kernel.terminated(),
  onClosed: () => void end(),
});
const typescript = new TypeScriptExecutor({
  ...{ scope, sources, modules, running, display: shows.display },
  uninterrupted: (run) => frontEnd.uninterrupted(run),
});
const kernel = new Kernel({
  ...{ clock, sources, folder, running: storage },
  send: (event) => frontEnd.send(event),
  isTaken: () => frontEnd.isKeepingUp,
  executors: {
    ts: typescript,
    python: pythonExecutor,
    console: new ConsoleExecutor({ cli: parts.commandLine }),
  },
});

Error.stackTraceLimit = DEEPEST_STACK;
captureOutput((name, text) => kernel.print(name, text));
// Ctrl-C in a terminal reaches this process, too, but is for the front end, which ends cells in good order.
process.on('SIGINT', () => undefined);
process.on('uncaughtException', (error) => kernel.uncaught(error));
process.on('exit', () => {
  kernel.flush();
  frontEnd.drain(LAST_WORDS_MS);
});
frontEnd.send({ type: 'ready', pid: process.pid });
// The first cell finds loaded what it will need.
void frontEnd.loading(load);

function handle(request: KernelRequest): void {
  if (request.type === 'shutdown') void end();
  else kernel.handle(request);
}

async function load(): Promise<void> {
  const engine = parts.engine();
  engine.hostPrograms({
    display: (event) => running()?.show({ kind: 'display', event }),
    showsFailures: true,
    selectedCluster: () => kernel.cluster,
  });
  provideEngine(scope, engine);
  const jobs = new Jobs({
    ...{ engine, clock, sources, running },
    tell: (statuses) => frontEnd.send({ type: 'jobs', jobs: statuses }),
  });
  jobs.follow();
  await typescript.load();
  parts.keepCompiled();
}

let isEnding = false;
async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await kernel.close();
  process.exit(0);
}
