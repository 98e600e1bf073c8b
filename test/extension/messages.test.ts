import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { RecordSession } from '../../extension/language-model/record-session.ts';
import type { Exports } from '../../extension/main.ts';
import { eventually, millrace, run } from './millrace.ts';

suite('messages', () => {
  let extension: Exports;

  suiteSetup(async () => {
    extension = await millrace();
    await run('startCluster');
    await run('createTopic', { name: 'linked', configs: {} });
  });

  suiteTeardown(async () => {
    for (const { id } of extension.context.connections.all) {
      await extension.context.connections.remove(id);
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await run('deleteTopics', { topics: ['linked'], confirmed: true });
    await run('stopCluster');
  });

  /** A connection to the local cluster under another name. */
  async function again(name: string) {
    const { connections, clusters, cluster } = extension.context;
    const properties = { 'bootstrap.servers': cluster.bootstrap ?? '' };
    const { id } = await connections.add({ name, properties, readOnly: false }, { properties: {} });
    const found = clusters.get(id);
    assert.ok(found);
    return found;
  }

  /** Answers what the user is asked, one after the other; undefined is Escape. Resolves to what was asked, as far as it says. */
  async function answering(
    answers: readonly (string | undefined)[],
    work: () => Promise<unknown>,
  ): Promise<vscode.InputBoxOptions[]> {
    const { showInputBox } = vscode.window;
    const asked: vscode.InputBoxOptions[] = [];
    vscode.window.showInputBox = async (options: vscode.InputBoxOptions = {}) => {
      asked.push(options);
      return answers[asked.length - 1];
    };
    try {
      await work();
    } finally {
      vscode.window.showInputBox = showInputBox;
    }
    assert.equal(asked.length, answers.length);
    return asked;
  }

  test("have a cluster's schema registry, asked for once, until the connection is removed", async () => {
    const { registries } = extension.context.messages.services;
    const cluster = await again('With a registry');
    const asked = await answering(['http://localhost:8081', 'me', 'never seen'], () =>
      registries.ask(cluster),
    );
    assert.deepEqual(
      asked.map(({ title, password = false }) => `${title} ${password}`),
      [false, false, true].map((isSecret) => `Schema Registry of With a registry ${isSecret}`),
    );
    const check = asked[0]?.validateInput;
    assert.equal(check?.('https://registry:8081'), undefined);
    for (const wrong of ['registry', 'ftp://registry', 'http://me:secret@registry']) {
      assert.match(String(check?.(wrong)), /^An address such as/);
    }
    assert.deepEqual(await registries.of(cluster), {
      ...{ url: 'http://localhost:8081', user: 'me', password: 'never seen' },
    });
    // Whoever changes their mind keeps what there is.
    await answering(['http://other:8081', undefined], () => registries.ask(cluster));
    assert.equal((await registries.of(cluster))?.url, 'http://localhost:8081');

    await extension.context.connections.remove(cluster.id);
    await eventually(async () => assert.equal(await registries.of(cluster), undefined));
  });

  test('are opened by links, and links that lead nowhere say so', async () => {
    const { messages } = extension.context;
    const follow = (query: string, path = '/messages') =>
      messages.follow(
        vscode.Uri.from({ scheme: 'vscode', authority: 'millrace.millrace', path, query }),
      );
    await again('Elsewhere');
    const problems: string[] = [];
    const { showErrorMessage } = vscode.window;
    vscode.window.showErrorMessage = async (message: string) => {
      problems.push(message);
      return undefined;
    };
    try {
      await follow('topic=linked&partition=0&offset=0');
      await follow('topic=linked&cluster=Elsewhere');
      await follow('partition=0');
      await follow('topic=linked', '/elsewhere');
      await follow('topic=linked&cluster=Nowhere');
    } finally {
      vscode.window.showErrorMessage = showErrorMessage;
    }
    assert.deepEqual(messages.titles.sort(), ['linked', 'linked (Elsewhere)']);
    assert.deepEqual(problems, [
      'This link leads nowhere in Millrace.',
      'This link leads nowhere in Millrace.',
      'There is no connection Nowhere.',
    ]);
  });

  test('are not held up by sample data without measure', async () => {
    const { service, serviceClusters } = extension.context.messages.services;
    const cluster = extension.context.clusters.all[0];
    assert.ok(cluster);
    const panel = service.newPanel();
    await service.request(panel, 'cluster', await serviceClusters.of(cluster));
    const text = '{{string.alpha(999999999)}}';
    const value = { encoding: { format: 'string' }, text } as const;
    const template = { key: null, value, headers: [], generated: true };
    const { problems } = await service.request(panel, 'preview', { topic: 'linked', template });
    assert.match(
      String(problems[0]?.message),
      /cannot be made: it makes more than 1000000 characters/,
    );
    await service.request(panel, 'close', null);
  });

  test('are read and sent by one that is no panel, until it is cancelled', async () => {
    const { service, serviceClusters } = extension.context.messages.services;
    const cluster = extension.context.clusters.all[0];
    assert.ok(cluster);
    const cancelled = new AbortController();
    const session = await RecordSession.at(
      await serviceClusters.of(cluster),
      service,
      cancelled.signal,
    );
    const read = session.read(
      {
        ...{ topic: 'linked', start: { kind: 'latest' }, stop: {}, filter: {}, order: 'newest' },
        ...{ key: { format: 'auto' }, value: { format: 'auto' } },
        ...{ isolation: 'read_uncommitted', memory: 1_000_000 },
      },
      60_000,
    );
    cancelled.abort();
    await assert.rejects(read, /Cancelled/);
    session.dispose();
  });
});
