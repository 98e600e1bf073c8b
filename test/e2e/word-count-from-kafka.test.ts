// A developer prototypes a job over a topic: counts move while text comes from a cell and from outside; the job is stopped,
// edited and run again.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { produceLines } from '../harness/kcat.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';
import { need } from '../harness/requirements.ts';

/** The program's first line ends with the number that a user changes. */
function notebookFor(bootstrap: string): string {
  return `# Words of a topic

\`\`\`console
kafka-topics --create --topic sentences --partitions 2 --bootstrap-server ${bootstrap}
\`\`\`

\`\`\`ts
const times = 1
const job = new StreamingContext(sc, 0.5);
const records = KafkaUtils.createDirectStream(
  job,
  LocationStrategies.PreferConsistent,
  ConsumerStrategies.Subscribe(['sentences'], {
    'bootstrap.servers': '${bootstrap}',
    'group.id': 'words',
    'key.deserializer': 'string',
    'value.deserializer': 'string',
    'auto.offset.reset': 'earliest',
  }),
);
records.flatMap(({ value }) => value.split(' ')).map((word) => [word, times]).reduceByKey((a, b) => a + b).pprint();
await job.start();
\`\`\`

\`\`\`console
kafka-console-producer --topic sentences --bootstrap-server ${bootstrap}
the mill by the river
\`\`\`
`;
}

describe('a job over a topic', () => {
  let window: MillraceWindow;

  beforeAll(async () => {
    window = await MillraceWindow.open({ name: 'word-count-from-kafka' });
    writeFileSync(join(window.folder, 'topic.stream.md'), notebookFor(window.bootstrap));
  });
  afterAll(() => window?.close());
  beforeEach((context) => need(context, 'kcat'));
  inOrder((step) => window.keepEvidence(step));

  const cell = (index: number) =>
    window.workbench.page
      .locator('.notebookOverlay .cell-list-container .code-cell-row')
      .nth(index);
  const jobs = () => window.workbench.tree('Streaming Jobs').outline();

  /** Waits until a word was counted so often in one batch. */
  const counted = (word: string, times: number) =>
    expect
      .poll(
        async () => {
          const outputs = await window.workbench.outputs().catch(() => undefined);
          return (
            (await outputs
              ?.locator('body')
              .innerText()
              .catch(() => '')) ?? ''
          );
        },
        { timeout: 60_000, interval: 100 },
      )
      .toContain(`(${word},${times})`);

  test('counts what a cell produces', async () => {
    const { workbench } = window;
    await workbench.openContainer('Millrace');
    await workbench.runCommand('Millrace: Start Local Cluster');
    await expect
      .poll(() => workbench.tree('Clusters').outline(), { timeout: 60_000 })
      .toContain(window.bootstrap);
    await workbench.openFile('topic.stream.md');
    await expect.poll(() => cell(2).count(), { timeout: 60_000 }).toBe(1);
    await workbench.runCommand('Notebook: Run All');
    await counted('the', 2);
    await window.picture('from a cell');
  });

  test('counts what comes from outside', async () => {
    await produceLines(window.bootstrap, 'sentences', ['river river river']);
    await counted('river', 3);
    await window.picture('from outside');
  });

  test('stops, and counts anew when it was edited and runs again', async () => {
    const { workbench } = window;
    const { page } = workbench;
    await workbench.runCommand('Millrace: Stop Job');
    await expect.poll(jobs, { timeout: 30_000 }).toMatch(/stopped · topic\.stream\.md/);
    await cell(1).locator('.monaco-editor .view-line').first().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('End');
    await page.keyboard.type('0');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(jobs, { timeout: 30_000 }).toMatch(/records\/s/);
    await produceLines(window.bootstrap, 'sentences', ['stone stone']);
    await counted('stone', 20);
    await window.picture('edited');
  });
});
