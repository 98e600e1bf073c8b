import { classNamed, memberOf, parameterName, parametersOf } from './pyspark/names.ts';
import type { Token } from './tokens.ts';
import { expressionStart, type Names, type Value, valueOfExpression } from './values.ts';

/** The call that a place is an argument of. */
export interface CallContext {
  /** What is called: a method or a class. */
  readonly callee: Extract<Value, { is: 'member' | 'class' }>;
  readonly parameters: readonly string[];
  /** Which parameter the place is for; undefined where there is none. */
  readonly index: number | undefined;
  /** Brackets between the call's and the place, from the outside: `{` and `[`. */
  readonly within: readonly string[];
}

/** What the parameters of a method or a constructor are; undefined for what cannot be called. */
export function parametersOfCallee(callee: Value): readonly string[] | undefined {
  if (callee.is === 'class') {
    const { parameters } = classNamed(callee.name) ?? {};
    return parameters === undefined ? undefined : parametersOf(parameters);
  }
  if (callee.is !== 'member') return undefined;
  const [parameters] = memberOf(callee.of, callee.name, callee.among) ?? [];
  return parameters === undefined ? undefined : parametersOf(parameters);
}

/** The innermost call of something of PySpark's around the place before the token at an index. */
export function callAround(
  tokens: readonly Token[],
  end: number,
  names: Names,
): CallContext | undefined {
  const within: string[] = [];
  let depth = 0;
  let commas = 0;
  let keyword: string | undefined;
  /** Commas behind the last colon: those before it are a lambda's, if there is one. */
  let behindColon = 0;
  for (let at = end - 1; at >= 0; at -= 1) {
    const { text, kind } = tokens[at]!;
    if (kind === 'newline') return undefined;
    if (depth === 0 && text === 'lambda') commas = behindColon;
    if (kind !== 'operator') continue;
    if (')]}'.includes(text)) depth += 1;
    else if (depth > 0) {
      if ('([{'.includes(text)) depth -= 1;
    } else if (text === ',') commas += 1;
    else if (text === ':') behindColon = commas;
    else if (text === '=' && commas === 0 && tokens[at - 1]?.kind === 'name') {
      keyword = tokens[at - 1]!.text;
    } else if (text === '(' && at > 0) {
      const callee = valueOfExpression(tokens.slice(expressionStart(tokens, at), at), names);
      const parameters = callee && parametersOfCallee(callee);
      if (parameters !== undefined && (callee?.is === 'member' || callee?.is === 'class')) {
        return { callee, parameters, index: indexOf(parameters, commas, keyword), within };
      }
      // Some other call, or a bracket around an expression.
      if (tokens[at - 1]?.kind === 'name' || tokens[at - 1]?.text === ')') return undefined;
      [commas, behindColon, keyword] = [0, 0, undefined];
    } else if (text === '[' || text === '{' || text === '(') {
      within.unshift(text);
      [commas, behindColon, keyword] = [0, 0, undefined];
    }
  }
  return undefined;
}

function indexOf(
  parameters: readonly string[],
  commas: number,
  keyword: string | undefined,
): number | undefined {
  const names = parameters.map(parameterName);
  if (keyword !== undefined) {
    const index = names.indexOf(keyword);
    return index === -1 ? undefined : index;
  }
  if (commas < parameters.length) return commas;
  // `*others` takes whatever follows.
  return parameters.at(-1)?.startsWith('*') ? parameters.length - 1 : undefined;
}
