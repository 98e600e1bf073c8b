import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { LanguageModelTool } from '../../extension/contributions.ts';
import { produceMessages } from '../../extension/language-model/produce-messages.ts';
import { asVscode } from '../../extension/language-model/register.ts';
import type { Exports } from '../../extension/main.ts';
import { millrace, run } from './millrace.ts';

suite("language models' tools", () => {
  let extension: Exports;

  suiteSetup(async () => {
    extension = await millrace();
    await run('startCluster');
    await run('createTopic', {
      name: 'tool-orders',
      partitions: 2,
      configs: { 'retention.ms': '60000' },
    });
  });

  suiteTeardown(async () => {
    for (const { id } of extension.context.connections.all) {
      await extension.context.connections.remove(id);
    }
    await run('deleteTopics', { topics: ['tool-orders'], confirmed: true });
    await run('stopCluster');
  });

  /** What the model gets to see. */
  async function call(
    name: string,
    input: object,
    tokenizationOptions?: vscode.LanguageModelToolTokenizationOptions,
  ): Promise<string> {
    const { content } = await vscode.lm.invokeTool(name, {
      ...{ input, toolInvocationToken: undefined },
      ...(tokenizationOptions && { tokenizationOptions }),
    });
    return content.map((part) => (part as vscode.LanguageModelTextPart).value).join('');
  }

  /** The tool that sends, to see what it would ask. */
  const produce = () => asVscode(produceMessages, () => extension.context.toolAccess);

  /** As an agent sends; where extensions are tested, VS Code agrees in the user's place. */
  const send = (input: object) => call(LanguageModelTool.produceMessages, input);

  test('are offered to agents', () => {
    const offered = vscode.lm.tools.filter(({ name }) => name.startsWith('millrace_'));
    assert.deepEqual(
      offered.map(({ name }) => name).sort(),
      Object.values<string>(LanguageModelTool).sort(),
    );
    for (const { description, inputSchema } of offered) {
      assert.ok(description.length > 80);
      assert.ok(inputSchema !== undefined);
    }
  });

  test('list clusters and topics', async () => {
    const clusters = await call(LanguageModelTool.listClusters, {});
    assert.match(clusters, /Local Cluster: running at \S+:\d+/);
    const topics = await call(LanguageModelTool.listTopics, { nameContains: 'TOOL-' });
    assert.match(topics, /has 1 topic whose names contain "tool-"\.\ntool-orders: 2 partitions/);
  });

  test('send what was agreed to, and say where it is', async () => {
    const messages = [
      { key: 'k', value: '{"amount": 7}', headers: { source: 'agent' }, partition: 1 },
      { key: 'k', value: null, partition: 1 },
      { value: 'ff00', partition: 0 },
    ];
    const input = { topic: 'tool-orders', messages: messages.slice(0, 2) };
    const { token } = new vscode.CancellationTokenSource();
    const prepared = await produce().prepareInvocation({ input }, token);
    assert.ok(prepared?.confirmationMessages);
    assert.equal(
      prepared.confirmationMessages.title,
      "Send 2 messages to 'tool-orders' of Local Cluster?",
    );
    const shown = prepared.confirmationMessages.message;
    const value = typeof shown === 'string' ? shown : shown.value;
    assert.ok(value.includes('value: (string) {"amount": 7}\nheader source: agent'));
    assert.ok(value.includes('value: null, a tombstone'));
    assert.equal(
      await send(input),
      'Sent 2 messages to tool-orders of Local Cluster.\nmessages[0]: partition 1, offset 0\nmessages[1]: partition 1, offset 1',
    );
    await send({ topic: 'tool-orders', messages: [messages[2]], valueFormat: 'hex' });
  });

  test('peek at messages', async () => {
    const all = await call(LanguageModelTool.peekMessages, { topic: 'tool-orders', partition: 1 });
    const [head, ...lines] = all.split('\n');
    assert.match(head ?? '', /^2 records of tool-orders of Local Cluster\./);
    assert.match(
      lines.join('\n'),
      /^partition 1, offset 1, 20\S+Z\n {2}key \(string; 1 bytes\): k\n {2}value is null, a tombstone/,
    );
    assert.match(
      all,
      /value \(json; 13 bytes\): \{"amount":7\}\n {2}header source \(string; 5 bytes\): agent/,
    );
    const bytes = await call(LanguageModelTool.peekMessages, {
      topic: 'tool-orders',
      partition: 0,
    });
    assert.match(bytes, /key is null\n {2}value \(bytes; 2 bytes\): ff 00/);
    const found = await call(LanguageModelTool.peekMessages, {
      topic: 'tool-orders',
      contains: 'AMOUNT',
    });
    assert.match(
      found,
      /^1 of 1 records of tool-orders of Local Cluster that contain "AMOUNT", of the 3 records that were searched/,
    );
    const oldest = await call(LanguageModelTool.peekMessages, {
      topic: 'tool-orders',
      from: 'oldest',
      limit: 1,
    });
    assert.match(oldest, /partition 1, offset 0/);
  });

  test('describe topics with what differs from the defaults', async () => {
    const text = await call(LanguageModelTool.describeTopic, { topic: 'tool-orders' });
    assert.match(text, /^tool-orders of Local Cluster: 2 partitions/);
    assert.match(text, /Records between the earliest and the latest offsets: 3\./);
    assert.match(text, /retention\.ms=60000 \(set on the topic\)/);
    assert.match(text, /\n0 \| 0 \| 1 \| \d+ \| 1 \| 1 \| 1\n1 \| 0 \| 2 \| \d+ \| 1 \| 1 \| 1$/);
  });

  test('look up consumer groups with their lag', async () => {
    const { kafka } = extension.context.clusters.all[0] ?? {};
    const offsets = [
      { topic: 'tool-orders', partition: 0, offset: 1 },
      { topic: 'tool-orders', partition: 1, offset: 0 },
    ];
    await kafka?.call('commitOffsets', { group: 'tool-billing', offsets });
    const groups = await call(LanguageModelTool.consumerGroups, { topic: 'tool-orders' });
    assert.match(groups, /tool-billing: Empty, 0 members, lag 2, reads tool-orders/);
    const group = await call(LanguageModelTool.consumerGroups, { group: 'tool-billing' });
    assert.match(
      group,
      /tool-orders \| 0 \| 1 \| 1 \| 0 \| none\ntool-orders \| 1 \| 0 \| 2 \| 2 \| none$/,
    );
    await kafka?.call('deleteGroups', ['tool-billing']);
  });

  test('say what to do instead', async () => {
    const wrong = call(LanguageModelTool.describeTopic, { topic: 'tool-order' });
    await assert.rejects(
      wrong,
      /There is no topic tool-order in Local Cluster\. Did you mean tool-orders\?/,
    );
    const nobody = call(LanguageModelTool.listTopics, { cluster: 'Nowhere' });
    await assert.rejects(nobody, /There is no cluster Nowhere\. There are: Local Cluster/);
  });

  test('say as much as there are tokens for', async () => {
    const countTokens = async (text: string) => text.length / 4;
    const text = await call(
      LanguageModelTool.peekMessages,
      { topic: 'tool-orders' },
      { tokenBudget: 90, countTokens },
    );
    assert.ok(text.length <= 360, text);
    assert.match(text, /more left out for lack of room\. Ask for fewer with limit/);
  });

  test('end when they are cancelled', async () => {
    const source = new vscode.CancellationTokenSource();
    const options = { input: { topic: 'tool-orders' }, toolInvocationToken: undefined };
    const peek = vscode.lm.invokeTool(LanguageModelTool.peekMessages, options, source.token);
    source.cancel();
    await assert.rejects(Promise.resolve(peek), /cancel/i);
  });

  test('neither send to what is read-only nor tell what is secret', async () => {
    const bootstrap = extension.context.cluster.bootstrap ?? '';
    await extension.context.connections.add(
      { name: 'Guarded', properties: { 'bootstrap.servers': bootstrap }, readOnly: true },
      { properties: { 'sasl.password': 'never seen' } },
    );
    const input = { cluster: 'guarded', topic: 'tool-orders', messages: [{ value: 'x' }] };
    const { token } = new vscode.CancellationTokenSource();
    await assert.rejects(async () => produce().prepareInvocation({ input }, token), /is read-only/);
    await assert.rejects(send(input), /Guarded is read-only: nothing is sent to it\./);
    const clusters = await call(LanguageModelTool.listClusters, {});
    assert.match(clusters, /Guarded: a connection to \S+ \(PLAINTEXT, read-only\)/);
    assert.ok(!clusters.includes('never seen'));
  });

  test('say how the local cluster is started', async () => {
    await run('stopCluster');
    const topics = call(LanguageModelTool.listTopics, {});
    await assert.rejects(topics, /The local cluster is not running\..*millrace\.startCluster/);
    assert.match(await call(LanguageModelTool.listClusters, {}), /Local Cluster: not running/);
    await run('startCluster');
  });
});
