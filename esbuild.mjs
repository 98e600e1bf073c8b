// Builds dist/: one CommonJS bundle for each process, the streaming engine as a library with its types, and the native
// part of the store beside them.
//
//   node esbuild.mjs                        for development: source maps, readable
//   node esbuild.mjs --watch                the same, again after each change
//   node esbuild.mjs --production           for the package: minified, no source maps
//   node esbuild.mjs --target linux-x64     with the native part of one VS Code platform only
import { chmod, cp, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { context } from 'esbuild';
import { copyLibraries, LIBRARIES } from './esbuild.libraries.mjs';
import { Notices } from './esbuild.notices.mjs';
import { writeShims } from './esbuild.shims.mjs';
import { writeNotebookTypes, writeTypes } from './esbuild.types.mjs';

const { values: flags } = parseArgs({
  options: {
    watch: { type: 'boolean', default: false },
    production: { type: 'boolean', default: false },
    target: { type: 'string' },
  },
});

/** The native builds of classic-level that each VS Code platform needs. */
const NATIVE = {
  'linux-x64': ['linux-x64/classic-level.node'],
  'alpine-x64': ['linux-x64/classic-level.musl.node'],
  'linux-arm64': ['linux-arm64/classic-level.armv8.node'],
  'linux-armhf': ['linux-arm/classic-level.armv7.node'],
  'darwin-x64': ['darwin-x64+arm64/classic-level.node'],
  'darwin-arm64': ['darwin-x64+arm64/classic-level.node'],
  'win32-x64': ['win32-x64/classic-level.node'],
};
/** Those that a package for every platform carries: the ones of desktops. */
const DESKTOPS = ['linux-x64', 'alpine-x64', 'linux-arm64', 'darwin-x64', 'win32-x64'];

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  outdir: 'dist',
  sourcemap: !flags.production,
  minify: flags.production,
  metafile: true,
  logLevel: 'warning',
};

/** @type {import('esbuild').BuildOptions} */
const onNode = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  define: {
    MILLRACE_VERSION: JSON.stringify(version),
    // Each process finds the scripts of the others beside its own.
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
  },
};

/**
 * Leaves out those modules of a package that nothing of it is used from. It does not say in its
 * package.json that loading them has no effect, and so all would be loaded: three times the time.
 */
function withoutUnused(name) {
  return {
    name: `without-unused-${name}`,
    setup(build) {
      build.onResolve({ filter: /.*/ }, async ({ path, pluginData, ...from }) => {
        const importer = from.importer.replaceAll('\\', '/');
        const concerned = path === name || importer.includes(`node_modules/${name}/`);
        if (!concerned || pluginData === name) return undefined;
        const { resolveDir, kind } = from;
        const found = await build.resolve(path, {
          importer: from.importer,
          resolveDir,
          kind,
          pluginData: name,
        });
        return { ...found, sideEffects: false };
      });
    },
  };
}

/** The client library's WebAssembly comes in the form that is part of the code. */
const kafkaClient = {
  alias: { '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled' },
  plugins: [withoutUnused('@platformatic/kafka')],
};

/** The modules that the command line loads when a tool is called, each named as the tool. */
const toolModules = Array.from(
  (await readFile('server/console/tools.ts', 'utf8')).matchAll(
    /import\('\.\/([\w-]+\/[\w-]+\.ts)'\)/g,
  ),
  ([, path]) => path,
);

/** Leaves the tools out of the bundles of command line and language server, to be loaded from beside them. */
const withToolsApart = {
  name: 'with-tools-apart',
  setup(build) {
    build.onResolve({ filter: /^\.\/[\w-]+\/[\w-]+\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import'
        ? { path: `./console/${basename(path, '.ts')}.mjs`, external: true }
        : undefined,
    );
  },
};

/** What a kernel loads when a cell first needs it. */
const kernelParts = {
  transform: 'server/kernel/cells/transform.ts',
  faker: 'server/kernel/scope/faker.ts',
  'kafka-admin': 'server/kernel/scope/kafka-admin.ts',
};

/** Leaves sample data out of the bundle of what sends records, to be loaded from where kernels have it. */
const withFakerApart = {
  name: 'with-faker-apart',
  setup(build) {
    build.onResolve({ filter: /\/scope\/faker\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './kernel/faker.js', external: true } : undefined,
    );
  },
};

/** Leaves those out of the kernel's own bundle, to be loaded from beside it. */
const withPartsApart = {
  name: 'with-parts-apart',
  setup(build) {
    build.onResolve({ filter: /^\.\/[\w-]+\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import'
        ? { path: `./kernel/${basename(path, '.ts')}.js`, external: true }
        : undefined,
    );
  },
};

/** Leaves the client of the language server out of the extension's own bundle, which is to load in no time. */
const withLanguageClientApart = {
  name: 'with-language-client-apart',
  setup(build) {
    build.onResolve({ filter: /^\.\/language-client\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './language-client.js', external: true } : undefined,
    );
  },
};

/** Leaves TypeScript out of a bundle, to be loaded from its own: it is large, and needed by two processes. */
function withTypeScriptApart(path) {
  return {
    name: 'with-typescript-apart',
    setup(build) {
      build.onResolve({ filter: /^typescript$/ }, () => ({ path, external: true }));
    },
  };
}

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  // It loads in half the time when it is not that large.
  { ...onNode, entryPoints: { typescript: 'typescript' }, minify: true, sourcemap: false },
  {
    ...onNode,
    entryPoints: { extension: 'extension/main.ts' },
    external: ['vscode'],
    plugins: [withLanguageClientApart],
  },
  {
    ...onNode,
    entryPoints: { 'language-client': 'extension/language/language-client.ts' },
    external: ['vscode'],
  },
  {
    ...onNode,
    ...kafkaClient,
    plugins: [...kafkaClient.plugins, withFakerApart],
    entryPoints: {
      'kafka-worker': 'server/node/kafka-worker/worker.ts',
      streaming: 'server/node/streaming/index.ts',
      messages: 'server/messages/main.ts',
      'messages-filter': 'server/messages/filter/filter-worker.ts',
    },
    // The client library looks for files beside its modules: here they are where the bundle is.
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { ...onNode.define, 'import.meta.url': 'moduleUrl' },
  },
  {
    ...onNode,
    entryPoints: {
      'cluster-host': 'server/cluster/host-main.ts',
      'broker-worker': 'server/cluster/broker-worker.ts',
      'zookeeper-worker': 'server/node/zookeeper-worker.ts',
    },
  },
  { ...onNode, entryPoints: { kernel: 'server/kernel/kernel-main.ts' }, plugins: [withPartsApart] },
  {
    ...onNode,
    ...kafkaClient,
    plugins: [...kafkaClient.plugins, withTypeScriptApart('../typescript.js')],
    outdir: 'dist/kernel',
    entryPoints: {
      ...kernelParts,
      'control-worker': 'server/kernel/channel/control-worker.ts',
    },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { ...onNode.define, 'import.meta.url': 'moduleUrl' },
  },
  {
    ...onNode,
    ...kafkaClient,
    plugins: [...kafkaClient.plugins, withTypeScriptApart('./typescript.js'), withToolsApart],
    entryPoints: { language: 'server/language/main.ts' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { ...onNode.define, 'import.meta.url': 'moduleUrl' },
  },
  {
    ...onNode,
    entryPoints: { cli: 'server/console/main.ts' },
    banner: { js: '#!/usr/bin/env node' },
    plugins: [withToolsApart],
  },
  {
    // What several tools need they share, and none loads what only others do.
    ...onNode,
    ...kafkaClient,
    entryPoints: Object.fromEntries(
      toolModules.map((path) => [basename(path, '.ts'), join('server/console', path)]),
    ),
    outdir: 'dist/console',
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.mjs' },
    // What is CommonJS inside asks for Node's modules with `require`.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  },
];

/** What runs in webviews, below `dist/webview`. */
bundles.push({
  ...common,
  outdir: 'dist/webview',
  platform: 'browser',
  format: 'esm',
  target: 'es2023',
  // Icons are part of the script: a page loads nothing else.
  loader: { '.svg': 'text' },
  entryPoints: {
    cluster: 'webview/cluster/main.ts',
    configuration: 'webview/configuration/main.ts',
    connection: 'webview/connection/main.ts',
    dashboard: 'webview/dashboard/main.ts',
    group: 'webview/group/main.ts',
    messages: 'webview/messages/main.ts',
    renderer: 'webview/renderer/main.ts',
    topic: 'webview/topic/main.ts',
  },
});

/** Copies what no bundle can hold: classic-level loads its native part from `prebuilds` beside it. */
async function copyNative() {
  const require = createRequire(createRequire(import.meta.url).resolve('level'));
  const from = join(dirname(require.resolve('classic-level')), 'prebuilds');
  const targets = flags.target === undefined ? DESKTOPS : [flags.target];
  for (const file of targets.flatMap(nativeFiles)) {
    const to = join('dist/prebuilds', file);
    await mkdir(dirname(to), { recursive: true });
    await cp(join(from, file), to);
    report(to, (await stat(to)).size);
  }
}

function nativeFiles(target) {
  const files = NATIVE[target];
  if (files !== undefined) return files;
  const known = Object.keys(NATIVE).join(', ');
  throw new Error(`There is no native build for --target ${target}, only for ${known}.`);
}

function report(file, bytes) {
  console.log(`${file.padEnd(56)} ${(bytes / 1024).toFixed(0).padStart(7)} KB`);
}

const notices = new Notices();
notices.addFolders(LIBRARIES);

/** Says what was built; a background task of VS Code recognises the lines of watch mode. */
const reporter = {
  name: 'report',
  setup(build) {
    build.onStart(() => {
      if (flags.watch) console.log('[watch] build started');
    });
    build.onEnd(async (result) => {
      await chmod('dist/cli.js', 0o755).catch(ignoreMissing);
      if (result.metafile !== undefined) notices.add(result.metafile);
      for (const [file, { bytes }] of Object.entries(result.metafile?.outputs ?? {})) {
        if (!file.endsWith('.map')) report(file, bytes);
      }
      if (flags.watch) console.log('[watch] build finished');
    });
  },
};

function ignoreMissing(error) {
  if (error.code !== 'ENOENT') throw error;
}

// The tools' parts have other names in each build.
await rm(flags.production ? 'dist' : 'dist/console', { recursive: true, force: true });
await copyNative();
await writeTypes({ streaming: 'node/streaming/index.ts' }, 'server', 'dist/types');
const scope = 'kernel/scope/notebook-scope.ts';
await writeNotebookTypes(scope, 'kernel/scope/faker.ts', 'server', 'dist/types');
report('dist/lib', await copyLibraries('dist/lib'));
await writeShims(
  'dist/bin',
  toolModules.map((path) => basename(path, '.ts')),
);
const contexts = await Promise.all(
  bundles.map((bundle) => context({ ...bundle, plugins: [...(bundle.plugins ?? []), reporter] })),
);
if (flags.watch) {
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  try {
    await Promise.all(contexts.map((each) => each.rebuild()));
  } catch {
    // Its errors are printed already.
    process.exitCode = 1;
  } finally {
    await Promise.all(contexts.map((each) => each.dispose()));
  }
  if (process.exitCode !== 1) await notices.write('dist/ThirdPartyNotices.txt');
}
