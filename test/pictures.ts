// `npm run pictures`: takes the README's pictures anew, from the packaged extension in a real VS Code.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { joinGroup, produceLines } from './harness/kcat.ts';
import { MillraceWindow } from './harness/millrace-window.ts';
import { root } from './harness/places.ts';

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

const window = await MillraceWindow.open({
  name: 'readme',
  files: { 'producer.mjs': producer },
  settings: {
    'millrace.cluster.port': 9092,
    'millrace.cluster.brokers': 3,
    'millrace.cluster.brokerConfig': { 'num.partitions': '3' },
  },
});
try {
  const { workbench } = window;
  const { page } = workbench;
  const bootstrap = 'localhost:9092';
  const tree = workbench.tree('Clusters');
  await page.setViewportSize({ width: 1120, height: 640 });
  await workbench.openContainer('Millrace');
  await workbench.runCommand('Millrace: Start Local Cluster');
  await shows('localhost:9094');
  await produceLines(bootstrap, 'invoices', ['invoice 1']);
  const lines = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => `order ${from + i}`);
  for (const [partition, count] of [41, 38, 44].entries()) {
    await produceLines(bootstrap, 'orders', lines(0, count), ['-p', String(partition)]);
  }
  const member = await joinGroup(bootstrap, 'kitchen', 'orders');
  await shows('orders');
  await page.keyboard.press('Control+P');
  await page.keyboard.type('producer.mjs');
  await page.waitForTimeout(1000);
  await page.keyboard.press('Enter');
  await workbench.runCommand('Millrace: Show Log');
  for (const row of ['Brokers', 'orders', 'Consumer Groups', 'kitchen', 'Members']) {
    await tree.expand(row);
  }
  await workbench.clearNotifications();
  await page.waitForTimeout(3000);
  const folder = join(root, 'media/readme');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, 'clusters.png') });
  await member.stop();
} finally {
  await window.close();
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
