import { type CompletionItem, CompletionItemKind, type Range } from 'vscode-languageserver';
import type { ClusterKnowledge, TopicFacts } from '../cell-language.ts';
import { codeBlock, paragraphs, prose } from '../markdown.ts';

/** The topics of the cluster to choose from, Kafka's own last; none while they are not known. */
export function topicItems(cluster: ClusterKnowledge, range: Range): CompletionItem[] {
  return (cluster.topics() ?? []).map((topic) => ({
    label: topic.name,
    kind: CompletionItemKind.Constant,
    ...(topic.partitions !== undefined && { detail: partitionsOf(topic) }),
    sortText: `${topic.internal ? 2 : 1}${topic.name}`,
    textEdit: { range, newText: topic.name },
  }));
}

/** What is known of a topic, as Markdown; undefined if it is not there, or nothing is known. */
export function topicDocumentation(cluster: ClusterKnowledge, name: string): string | undefined {
  const topic = cluster.topics()?.find((each) => each.name === name);
  if (topic === undefined) return undefined;
  const facts = ['Topic', partitionsOf(topic), topic.internal ? 'Kafka’s own' : ''];
  const type = cluster.valueType(name);
  return paragraphs(
    `**${prose(name)}**`,
    facts.filter((fact) => fact !== '').join(' · '),
    ...(type === undefined
      ? []
      : ['Its last values, as TypeScript:', codeBlock('typescript', type)]),
  );
}

function partitionsOf({ partitions }: TopicFacts): string {
  if (partitions === undefined) return '';
  return `${partitions} partition${partitions === 1 ? '' : 's'}`;
}
