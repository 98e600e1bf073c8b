const LEGAL = /^[a-zA-Z0-9._-]+$/;
const LONGEST = 249;

/** Why `name` cannot be a topic's, in Kafka's words (org.apache.kafka.common.internals.Topic), or nothing. */
export function topicNameComplaint(name: string): string | undefined {
  if (name === '') return 'Topic name is invalid: the empty string is not allowed';
  if (name === '.' || name === '..') return "Topic name is invalid: '.' or '..' is not allowed";
  if (name.length > LONGEST) {
    return `Topic name is invalid: the length of '${name}' is longer than the max allowed length ${LONGEST}`;
  }
  if (!LEGAL.test(name)) {
    return `Topic name is invalid: '${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`;
  }
  return undefined;
}

/**
 * Names that differ only in '.' and '_' collide in the names of Kafka's metrics, so Kafka refuses the
 * second. A new name is held against those of all topics, so this makes no strings.
 */
export function collidesWith(name: string, other: string): boolean {
  if (name === other || name.length !== other.length) return false;
  for (let i = 0; i < name.length; i++) {
    const [a, b] = [name.charCodeAt(i), other.charCodeAt(i)];
    if (a !== b && !(isMetricSeparator(a) && isMetricSeparator(b))) return false;
  }
  return true;
}

function isMetricSeparator(code: number): boolean {
  return code === 0x2e || code === 0x5f;
}
