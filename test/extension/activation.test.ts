import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Command } from '../../extension/contributions.ts';
import { progressMark } from '../harness/report.ts';
import { millrace } from './millrace.ts';

suite('activation', () => {
  test('registers every command', async () => {
    const { activationTime } = await millrace();
    // For the reader, who expects less than 50; a busy machine proves nothing.
    console.log(`${progressMark}activated in ${activationTime.toFixed(1)} ms`);
    const registered = await vscode.commands.getCommands(true);
    const missing = Object.values(Command).filter((command) => !registered.includes(command));
    assert.deepEqual(missing, []);
  });

  test('starts nothing', async () => {
    const { context } = await millrace();
    await context.cluster.attach();
    assert.equal(context.cluster.state, 'stopped');
    assert.equal(context.clusters.local, undefined);
  });
});
