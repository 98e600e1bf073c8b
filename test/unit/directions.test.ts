import { describe, expect, test } from 'vitest';
import { checkDirections } from '../directions/check.ts';
import { namedFiles } from '../directions/dead-files.ts';

/** The messages of the violations in one file; nothing is dead here. */
function check(path: string, text: string): string[] {
  const violations = checkDirections(new Map([[path, text]]), new Set([path]));
  return violations.map(({ line, message }) => `${line} ${message}`);
}

describe('imports', () => {
  const cases: [file: string, text: string, expected: string | undefined][] = [
    // contract and protocol rest on nothing.
    ['server/contract/a.ts', "import './b.ts';", undefined],
    [
      'server/contract/a.ts',
      "import type { A } from '../ports/clock.ts';",
      '1 server/contract must not import from server/ports',
    ],
    [
      'server/protocol/a.ts',
      "export { a } from '../storage/store.ts';",
      '1 server/protocol must not import from server/storage',
    ],
    [
      'server/protocol/records/a.ts',
      "import { crc32 } from 'crc';",
      '1 server/protocol must not import crc',
    ],
    // The core rests on ports.
    ['server/broker/a.ts', "import { b } from '../zookeeper/b.ts';", undefined],
    ['server/broker/a.ts', "import type { Clock } from '../ports/clock.ts';", undefined],
    [
      'server/broker/a.ts',
      "import { readFileSync } from 'node:fs';",
      '1 server/broker must not import node:fs',
    ],
    [
      'server/storage/a.ts',
      "import type { Socket } from 'node:net';",
      '1 server/storage must not import node:net',
    ],
    [
      'server/zookeeper/a.ts',
      "import { b } from '../broker/b.ts';",
      '1 server/zookeeper must not import from server/broker',
    ],
    [
      'server/broker/a.ts',
      "import { b } from '../node/b.ts';",
      '1 server/broker must not import from server/node',
    ],
    [
      'server/streaming/a.ts',
      "import { b } from '../broker/b.ts';",
      '1 server/streaming must not import from server/broker',
    ],
    [
      'server/broker/a.ts',
      "const fs = await import('node:fs');",
      '1 server/broker must not import node:fs',
    ],
    [
      'server/broker/a.ts',
      "const fs = require('node:fs');",
      '1 server/broker must not import node:fs',
    ],
    [
      'server/broker/a.ts',
      "let a: import('../cluster/host.ts').Host;",
      '1 server/broker must not import from server/cluster',
    ],
    ['server/storage/level-store.ts', "import { ClassicLevel } from 'classic-level';", undefined],
    [
      'server/storage/memory-store.ts',
      "import { ClassicLevel } from 'classic-level';",
      '1 server/storage must not import classic-level',
    ],
    // One door.
    [
      'server/console/a.ts',
      "import { b } from '../broker/b.ts';",
      '1 server/console must not import from server/broker',
    ],
    [
      'server/kernel/a.ts',
      "import { b } from '../cluster/b.ts';",
      '1 server/kernel must not import from server/cluster',
    ],
    // The editor stays outside the server, and the server outside the editor.
    ['extension/main.ts', "import * as vscode from 'vscode';", undefined],
    [
      'server/cluster/a.ts',
      "import * as vscode from 'vscode';",
      '1 server/cluster must not import vscode',
    ],
    ['webview/a.ts', "import { Uri } from 'vscode';", '1 webview must not import vscode'],
    ['webview/contract/a.ts', "import 'lit';", '1 webview/contract must not import lit'],
    ['webview/a.ts', "import { join } from 'node:path';", '1 webview must not import node:path'],
    [
      'server/cluster/a.ts',
      "import { b } from '../../extension/b.ts';",
      '1 server/cluster must not import from extension',
    ],
    [
      'server/node/a.ts',
      "import { b } from '../../test/harness/b.ts';",
      '1 server/node must not import from test',
    ],
    ['extension/a.ts', "import type { A } from '../server/contract/control.ts';", undefined],
    [
      'extension/a.ts',
      "import { type A, type B } from '../server/contract/control.ts';",
      undefined,
    ],
    [
      'extension/a.ts',
      "\nimport { type A, b } from '../server/contract/control.ts';",
      '2 extension may import only types from server/contract',
    ],
    [
      'extension/a.ts',
      "import '../server/contract/control.ts';",
      '1 extension may import only types from server/contract',
    ],
    [
      'extension/clusters/a.ts',
      "import type { A } from '../../server/node/a.ts';",
      '1 extension must not import from server/node',
    ],
    [
      'webview/ui/a.ts',
      "export * from '../../server/contract/control.ts';",
      '1 webview may import only types from server/contract',
    ],
    // Type stripping resolves nothing.
    ['server/node/a.ts', "import { b } from './b';", "1 './b' must be written with its extension"],
    ['test/unit/a.test.ts', "import { b } from '../../server/broker/b.ts';", undefined],
  ];
  test.each(cases)('%s: %s', (file, text, expected) => {
    expect(check(file, text)).toEqual(expected === undefined ? [] : [expected]);
  });
});

describe('purity', () => {
  const banned = (what: string) => [`1 the core must not use ${what}: it comes through a port`];

  test.each([
    ['const now = Date.now();', 'Date.now'],
    ['const now = new Date();', 'new Date()'],
    ['const now = Date();', 'Date()'],
    ['const dice = () => Math.random();', 'Math.random'],
    ['setTimeout(() => {}, 1);', 'setTimeout'],
    ['const later = setInterval;', 'setInterval'],
    ['setImmediate(f);', 'setImmediate'],
    ['const bytes = Buffer.from("a");', 'Buffer'],
    ['if (process.platform) f();', 'process'],
    ['console.log(1);', 'console'],
    ['const start = performance.now();', 'performance'],
    ['await fetch(url);', 'fetch'],
    ['globalThis["setTimeout"](f);', 'globalThis'],
    ['const io = { console };', 'console'],
  ])('%s', (text, what) => {
    expect(check('server/broker/a.ts', text)).toEqual(banned(what));
  });

  test.each([
    'const then = new Date(0);',
    'const half = Math.floor(1);',
    'const a = b.process + b.fetch();',
    'const a = { console: 1, setTimeout() {} };',
    'function f(process: number) { return process; }',
    'class A { fetch(): void {} }',
    'interface A { performance: number }',
    "// console.log(Date.now())\nconst a = 'setTimeout';",
  ])('leaves alone: %s', (text) => {
    expect(check('server/broker/a.ts', text)).toEqual([]);
  });

  test('is asked of the core alone', () => {
    for (const folder of ['contract', 'protocol', 'ports', 'storage', 'zookeeper', 'streaming']) {
      expect(check(`server/${folder}/a.ts`, 'Date.now();')).toEqual(banned('Date.now'));
    }
    expect(check('server/node/system-clock.ts', 'Date.now();')).toEqual([]);
    expect(check('extension/a.ts', 'setTimeout(f, 1);')).toEqual([]);
  });
});

describe('dead files', () => {
  const files = new Map([
    ['server/cluster/host.ts', "import { a } from '../node/a.ts';"],
    ['server/node/a.ts', "import type { B } from './b.ts';"],
    ['server/node/b.ts', "export { c } from './c.ts';"],
    ['server/node/c.ts', ''],
    ['server/node/lonely.ts', "import './c.ts';"],
    ['server/node/tested.ts', ''],
    ['server/core.d.ts', ''],
    ['test/unit/node/tested.test.ts', "import '../../../server/node/tested.ts';"],
  ]);

  test('are those that neither an entry point nor a test reaches', () => {
    expect(checkDirections(files, new Set(['server/cluster/host.ts']))).toEqual([
      {
        path: 'server/node/lonely.ts',
        line: 1,
        message: 'no entry point and no test reaches it',
      },
    ]);
  });

  test('are not the programs that a test names to start them', () => {
    const started = new Map([
      ['test/unit/storage/recovery.test.ts', "spawn(node, [new URL('crash-child.ts', here)]);"],
      ['test/unit/storage/crash-child.ts', ''],
      ['test/conformance/clients.test.ts', "program('kafkajs.ts');"],
      ['test/conformance/programs/kafkajs.ts', ''],
      ['test/other/kafkajs.ts', ''],
    ]);
    expect(checkDirections(started, new Set()).map(({ path }) => path)).toEqual([
      'test/other/kafkajs.ts',
    ]);
  });

  test('are judged from the files that the build names', () => {
    const build = "entryPoints: { cli: './server/console/cli.ts', main: 'extension/main.ts' }";
    expect(namedFiles(build)).toEqual(['server/console/cli.ts', 'extension/main.ts']);
  });
});

describe('tidiness', () => {
  test('a file has one subject', () => {
    expect(check('server/node/a.ts', 'let a;\n'.repeat(600))).toEqual([]);
    expect(check('server/node/a.ts', 'let a;\n'.repeat(601))).toEqual([
      '1 601 lines: split it by subject',
    ]);
  });

  test.each(['server/node/utils.ts', 'webview/ui/helpers/a.ts', 'test/harness/common-parts.ts'])(
    '%s says nothing about what is inside',
    (path) => expect(check(path, '')).toEqual(['1 name it after its subject']),
  );

  test.each(['export default 1;', 'export default class {}', 'export default function f() {}'])(
    '%s has no name',
    (text) => expect(check('extension/a.ts', `\n${text}`)).toEqual(['2 give the export a name']),
  );
});
