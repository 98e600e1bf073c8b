// `npm run directions`: does the code keep to the directions of dependency that ARCHITECTURE.md names?

import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { checkDirections } from './directions/check.ts';
import { namedFiles } from './directions/dead-files.ts';
import { root } from './harness/places.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

const paths = globSync('{extension,server,webview,test}/**/*.ts', { cwd: root }).map((path) =>
  path.replaceAll(sep, '/'),
);
const texts = new Map(paths.sort().map((path) => [path, read(path)]));
// What the build bundles and what npm scripts and test configurations start.
const entries = new Set(
  ['esbuild.mjs', 'package.json', 'test/run.ts', 'test/steps.ts'].map(read).flatMap(namedFiles),
);
entries.add('test/extension/index.ts');
for (const path of paths) if (/^test\/bench\/[^/]+$/.test(path)) entries.add(path);

const violations = checkDirections(texts, entries);
for (const { path, line, message } of violations) console.error(`${path}:${line} ${message}`);
console.log(`${texts.size} files, ${violations.length} against the directions`);
process.exitCode = violations.length === 0 ? 0 : 1;
