import { ToolError } from '../command.ts';

/**
 * Which topics a pattern means: the whole name must match; commas separate alternatives; quotation marks around it
 * and spaces do not count (Kafka's IncludeList).
 * @throws ToolError for what is no pattern
 */
export function topicFilter(pattern: string): (topic: string) => boolean {
  const regex = pattern
    .trim()
    .replaceAll(',', '|')
    .replaceAll(' ', '')
    .replace(/^["']+|["']+$/g, '');
  try {
    const expression = new RegExp(`^(?:${regex})$`);
    return (topic) => expression.test(topic);
  } catch {
    throw new ToolError(`${regex} is an invalid regex.`);
  }
}

/** Topics of Kafka's own. */
export function isInternal(topic: string): boolean {
  return ['__consumer_offsets', '__transaction_state', '__share_group_state'].includes(topic);
}
