// `npm run pictures`: takes the README's pictures anew, from the packaged extension in a real VS Code.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { joinGroup, produceLines } from './harness/kcat.ts';
import { MillraceWindow } from './harness/millrace-window.ts';
import { root } from './harness/places.ts';
import type { Workbench } from './harness/workbench.ts';

const producer = `import { Kafka } from 'kafkajs';

const kafka = new Kafka({ brokers: ['localhost:9092'] });

const producer = kafka.producer();
await producer.connect();
await producer.send({
  topic: 'orders',
  messages: [
    { key: 'table 4', value: 'espresso' },
    { key: 'table 7', value: 'lemon cake' },
  ],
});
await producer.disconnect();
`;

/** A job over a topic, and what the topic gets. */
const notebook = `\`\`\`ts
await admin.createTopic('cafe', { partitions: 3 });
const orders = KafkaUtils.createDirectStream(
  ssc,
  LocationStrategies.PreferConsistent,
  ConsumerStrategies.Subscribe(['cafe'], {
    'bootstrap.servers': 'localhost:9092',
    'value.deserializer': 'json',
  }),
);
const cups = orders
  .map(({ value }) => [value.item, value.cups])
  .reduceByKey((a, b) => a + b)
  .transform((rdd) => rdd.sortBy(([, sum]) => sum, false));
cups.map(([item, sum]) => ({ item, sum })).showTable({ title: 'Cups' });
cups.showChart({ title: 'Cups a second' });
await ssc.start();
\`\`\`

\`\`\`ts
const items = ['espresso', 'espresso', 'cappuccino', 'cappuccino', 'cappuccino', 'tea', 'mocha'];
produceAtRate('cafe', 200, (i) => ({
  item: items[Math.floor(Math.random() * items.length)],
  cups: 1 + (i % 3),
}));
\`\`\`
`;

const window = await MillraceWindow.open({
  name: 'readme',
  files: { 'producer.mjs': producer, 'cafe.stream.md': notebook },
  settings: {
    'millrace.cluster.port': 9092,
    'millrace.cluster.brokers': 3,
    'millrace.cluster.brokerConfig': { 'num.partitions': '3' },
  },
});
const bootstrap = 'localhost:9092';
const folder = join(root, 'media/readme');
mkdirSync(folder, { recursive: true });
try {
  await window.workbench.openContainer('Millrace');
  await window.workbench.runCommand('Millrace: Start Local Cluster');
  await shows('localhost:9094');
  await pictureCluster(window.workbench);
  await pictureNotebook(window.workbench);
  await pictureRecords(window.workbench);
} finally {
  await window.close();
}

/** The tree of a cluster that is used, a program and the log. */
async function pictureCluster(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const tree = workbench.tree('Clusters');
  await page.setViewportSize({ width: 1120, height: 640 });
  await produceLines(bootstrap, 'invoices', ['invoice 1']);
  const lines = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => `order ${from + i}`);
  for (const [partition, count] of [41, 38, 44].entries()) {
    await produceLines(bootstrap, 'orders', lines(0, count), ['-p', String(partition)]);
  }
  const member = await joinGroup(bootstrap, 'kitchen', 'orders');
  await shows('orders');
  await workbench.openFile('producer.mjs');
  await workbench.runCommand('Millrace: Show Log');
  for (const row of ['Brokers', 'orders', 'Consumer Groups', 'kitchen', 'Members']) {
    await tree.expand(row);
  }
  await workbench.clearNotifications();
  await page.waitForTimeout(3000);
  await page.screenshot({ path: join(folder, 'clusters.png') });
  await member.stop();
}

/** A job that has run for a while, with its table and its chart. */
async function pictureNotebook(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await workbench.runCommand('View: Close All Editors');
  await workbench.runCommand('View: Hide Panel');
  await page.setViewportSize({ width: 1120, height: 1030 });
  await workbench.openFile('cafe.stream.md');
  await workbench.statusBarItem('Kernel: idle').waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Run All' }).click();
  await workbench.statusBarItem('Kernel: 1 job').waitFor({ timeout: 60_000 });
  // So many points has the chart.
  await page.waitForTimeout(30_000);
  await workbench.clearNotifications();
  // No tooltip is in the way.
  await page.mouse.move(250, 800);
  await page.waitForTimeout(1000);
  await page.screenshot({ path: join(folder, 'notebook.png') });
}

/** The records of the topic that the job reads, with one of them whole. */
async function pictureRecords(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await page.setViewportSize({ width: 1280, height: 860 });
  await workbench.runCommand('Millrace: Open Messages');
  await page.keyboard.type('cafe');
  await page.keyboard.press('Enter');
  const panel = workbench.webview();
  const grid = panel.getByRole('grid');
  await panel.locator('#row-12').waitFor();
  await grid.focus();
  for (let row = 0; row < 4; row++) await grid.press('ArrowDown');
  await panel.locator('.lines').waitFor();
  await workbench.clearNotifications();
  await page.mouse.move(250, 800);
  await page.waitForTimeout(3000);
  await page.screenshot({ path: join(folder, 'records.png') });
}

/** Waits until the tree has the text. */
async function shows(text: string): Promise<void> {
  const tree = window.workbench.tree('Clusters');
  for (let tries = 0; tries < 150; tries++) {
    if ((await tree.outline()).includes(text)) return;
    await window.workbench.page.waitForTimeout(200);
  }
  throw new Error(`the tree has no ${text}`);
}
