import { callAround } from './call-context.ts';
import { parameterName } from './pyspark/names.ts';
import type { Token } from './tokens.ts';
import type { Names } from './values.ts';

/** What a text in a cell names. */
export type TextMeaning =
  | { readonly is: 'topic' | 'group' | 'zookeeper' | 'config-key' }
  | { readonly is: 'config-value'; readonly key: string };

/** What the text at an index of the tokens names; undefined where that is not known. */
export function meaningOf(
  tokens: readonly Token[],
  index: number,
  names: Names,
): TextMeaning | undefined {
  const call = callAround(tokens, index, names);
  if (call !== undefined) {
    const parameter = call.index === undefined ? '' : parameterName(call.parameters[call.index]!);
    return meaningIn(parameter, call.within, tokens, index);
  }
  const assigned = assignmentAround(tokens, index);
  return assigned && meaningIn(assigned.parameter, assigned.within, tokens, index);
}

/** @param within the brackets around it, from the outside */
function meaningIn(
  parameter: string,
  within: readonly string[],
  tokens: readonly Token[],
  index: number,
): TextMeaning | undefined {
  const before = tokens[index - 1]?.text;
  // The values of a dict are another thing.
  const isKey = within.at(-1) !== '{' || before !== ':';
  switch (parameter) {
    case 'topic':
      return within.length === 0 ? { is: 'topic' } : undefined;
    case 'topics':
      return within.length < 2 && isKey ? { is: 'topic' } : undefined;
    case 'groupId':
      return within.length === 0 ? { is: 'group' } : undefined;
    case 'zkQuorum':
      return within.length === 0 ? { is: 'zookeeper' } : undefined;
    case 'kafkaParams': {
      if (within.length !== 1 || within[0] !== '{') return undefined;
      if (isKey) return { is: 'config-key' };
      const key = tokens[index - 2];
      return key?.inner === undefined ? undefined : { is: 'config-value', key: contentOf(key) };
    }
    default:
      return undefined;
  }
}

/** What stands between the quotes of a text. */
export function contentOf({ text, start, inner }: Token): string {
  return inner === undefined ? text : text.slice(inner.start - start, inner.end - start);
}

/** Variables are named for the parameters that they are given as: `topics = ["orders"]`, `kafka_params = {…}`. */
function assignmentAround(
  tokens: readonly Token[],
  index: number,
): { readonly parameter: string; readonly within: readonly string[] } | undefined {
  const within: string[] = [];
  let depth = 0;
  let at = index - 1;
  for (; at >= 0 && tokens[at]!.kind !== 'newline'; at -= 1) {
    const { text, kind } = tokens[at]!;
    if (kind !== 'operator') continue;
    if (')]}'.includes(text)) depth += 1;
    else if (!'([{'.includes(text)) continue;
    else if (depth > 0) depth -= 1;
    else within.unshift(text);
  }
  const [name, equals] = [tokens[at + 1], tokens[at + 2]];
  if (name?.kind !== 'name' || equals?.text !== '=') return undefined;
  if (/topics?(_?name)?s?$/i.test(name.text)) return { parameter: 'topics', within };
  if (/kafka_?(params?|config)$/i.test(name.text)) return { parameter: 'kafkaParams', within };
  return undefined;
}
