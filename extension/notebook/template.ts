import { t } from '../l10n.ts';

/** The text of a new notebook: a job that runs without anything else, and one step towards Kafka. */
export function newNotebookText(): string {
  return `# ${t('Streaming notebook')}

${t('Run the cells from the top. A cell whose job runs goes on until you stop it; meanwhile others can be run.')}

\`\`\`ts
const lines = ssc.queueStream(
  ['the mill stands by the river', 'the river turns the wheel', 'the wheel turns the stone'].map((line) =>
    sc.parallelize([line]),
  ),
);
const counts = lines
  .flatMap((line) => line.split(' '))
  .map((word) => [word, 1])
  .reduceByKey((a, b) => a + b);
counts.pprint();
await ssc.start();
\`\`\`

${t('With the local cluster running, this creates a topic and sends ten records a second to it.')}

\`\`\`ts
await admin.createTopic('orders');
produceAtRate('orders', 10, (index) => ({ order: index, item: faker.commerce.product() }), { seconds: 60 });
\`\`\`
`;
}
