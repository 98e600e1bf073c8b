// `npm run test:extension`: the mocha suites of test/extension, in the extension host of a real VS
// Code. Desktop VS Code is used where one can be downloaded and shown, its server build elsewhere;
// MILLRACE_VSCODE=electron or =server decides. With --bundle-only it stops before VS Code opens, for a
// debugger that opens it itself.

import { globSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { installElectron, runInElectron } from './harness/electron.ts';
import { type ExtensionHostRun, runInServer } from './harness/extension-host.ts';
import { inCache, root } from './harness/places.ts';
import { readReport, removeReport } from './harness/report.ts';
import { tempFolder } from './harness/temp.ts';

const report = process.env.MILLRACE_TEST_REPORT ?? inCache('reports', 'extension.json');
const bundles = inCache('extension-tests');

await build({
  entryPoints: globSync(['index.ts', '*.test.ts'], { cwd: join(import.meta.dirname, 'extension') }),
  absWorkingDir: join(import.meta.dirname, 'extension'),
  outdir: bundles,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode', 'mocha'],
  sourcemap: 'inline',
});

if (process.argv.includes('--bundle-only')) process.exit();

const data = tempFolder('extension-data');
const options: ExtensionHostRun = {
  extension: root,
  tests: join(bundles, 'index.js'),
  settings: {
    'millrace.cluster.port': 0,
    'millrace.cluster.zookeeperPort': 0,
    'millrace.cluster.dataDirectory': data.path,
    'millrace.cluster.autoStart': false,
  },
  // Its own cluster host, and not that of the person at this machine.
  env: { MILLRACE_TEST_REPORT: report, MILLRACE_RUNTIME_DIR: join(data.path, 'run') },
  timeoutMs: 600_000,
};

removeReport(report);
const executable = await findElectron(process.env.MILLRACE_VSCODE);
const end = await (executable === undefined
  ? runInServer(options)
  : runInElectron(executable, options));
const tests = readReport(report);
if (tests === undefined) {
  console.error(`VS Code ended with code ${end.code} before the suites reported:\n${end.log}`);
  process.exitCode = 1;
} else {
  const count = (outcome: string) => tests.filter((test) => test.outcome === outcome).length;
  console.log(
    `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped in ${
      executable === undefined ? "VS Code's server" : 'desktop VS Code'
    }`,
  );
  process.exitCode = end.code === 0 && tests.length > 0 && count('failed') === 0 ? 0 : 1;
}

/** The executable of desktop VS Code, or undefined for the server build. */
async function findElectron(choice: string | undefined): Promise<string | undefined> {
  if (choice === 'server') return undefined;
  if (choice === 'electron') return installElectron();
  const hasScreen = process.platform !== 'linux' || process.env.DISPLAY !== undefined;
  if (!hasScreen) return undefined;
  try {
    return await installElectron();
  } catch (error) {
    console.log(`Desktop VS Code cannot be downloaded (${error}); its server build it is.`);
    return undefined;
  }
}
