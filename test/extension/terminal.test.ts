import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { tempFolder } from '../harness/temp.ts';
import { eventually, millrace } from './millrace.ts';

suite('the integrated terminal', () => {
  suiteSetup(millrace);

  test('has Kafka’s tools on its PATH', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = tempFolder('terminal');
    const file = join(folder.path, 'printed');
    const tools = ['kafka-topics', 'kafka-topics.sh', 'zookeeper-shell.sh'];
    const terminal = vscode.window.createTerminal({
      name: 'tools',
      shellPath: '/bin/sh',
      shellArgs: [
        '-c',
        `{ command -v ${tools.join(' && command -v ')}; kafka-topics.sh --version; } > ${file}.part 2>&1; mv ${file}.part ${file}`,
      ],
    });
    try {
      await eventually(() => assert.ok(existsSync(file)));
      const { version } = vscode.extensions.getExtension('millrace.millrace')!.packageJSON;
      const lines = readFileSync(file, 'utf8').trim().split('\n');
      assert.deepEqual(
        lines.map((line) => line.split('/').at(-1)),
        [...tools, version],
      );
    } finally {
      terminal.dispose();
      folder.remove();
    }
  });
});
