import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Command } from '../../extension/contributions.ts';
import { progressMark } from '../harness/report.ts';
import { millrace } from './millrace.ts';

suite('activation', () => {
  test('takes no time that anyone would notice', async () => {
    const { activationTime } = await millrace();
    console.log(`${progressMark}activated in ${activationTime.toFixed(1)} ms`);
    // The aim is 50 ms; a busy machine gets four times that.
    assert.ok(activationTime < 200, `${activationTime} ms`);
  });

  test('registers every command', async () => {
    await millrace();
    const registered = await vscode.commands.getCommands(true);
    const missing = Object.values(Command).filter((command) => !registered.includes(command));
    assert.deepEqual(missing, []);
  });

  test('starts nothing', async () => {
    const { context } = await millrace();
    await context.cluster.attach();
    assert.equal(context.cluster.state, 'stopped');
    assert.equal(context.kafka, undefined);
  });
});
