// Texts with expressions of faker: `{"name": "{{person.firstName}}", "number": {{index}}}`.

import { UserError } from '../../node/user-error.ts';
import { TooMuch } from './bounded-fake.ts';

/** What makes sample data out of `{{module.method(arguments)}}`, as faker.helpers.fake does. @throws Error for what it does not know */
export type Fake = (expression: string) => string;

/** A text for each record, by its number from 0. @throws UserError that names the expression which is wrong */
export type TextMaker = (index: number) => string;

interface Expression {
  readonly expression: string;
  /** Whether it stands between the quotes of a JSON string. */
  readonly isQuoted: boolean;
}

/** What begins with a letter is an expression; all else in double braces stays as it is. */
const EXPRESSION = /\{\{\s*([a-z](?:[^}]|\}(?!\}))*?)\s*\}\}/g;
/** Ways from sample data to code: nobody needs them for data. */
const FORBIDDEN = /\b(?:constructor|prototype|__proto__)\b/;

/** Whether a text has expressions at all, so that there is need for faker. */
export function hasExpressions(text: string): boolean {
  return text.search(EXPRESSION) >= 0;
}

/**
 * What makes texts of a template.
 * @param isJson whether the text is to be JSON: what is made within its strings is escaped as JSON wants it then
 */
export function textMaker(template: string, isJson: boolean, fake: Fake): TextMaker {
  const parts = partsOf(template);
  return (index) =>
    parts
      .map((part) => {
        if (typeof part === 'string') return part;
        const made = madeOf(part.expression, index, fake);
        return isJson && part.isQuoted ? JSON.stringify(made).slice(1, -1) : made;
      })
      .join('');
}

function partsOf(template: string): (string | Expression)[] {
  const parts: (string | Expression)[] = [];
  let from = 0;
  let isQuoted = false;
  for (const { index, 0: all, 1: expression = '' } of template.matchAll(EXPRESSION)) {
    const text = template.slice(from, index);
    isQuoted = endsQuoted(text, isQuoted);
    parts.push(text, { expression, isQuoted });
    from = index + all.length;
  }
  return [...parts, template.slice(from)];
}

/** Whether a JSON string is open where the text ends. */
function endsQuoted(text: string, beginsQuoted: boolean): boolean {
  let isQuoted = beginsQuoted;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && isQuoted) i++;
    else if (text[i] === '"') isQuoted = !isQuoted;
  }
  return isQuoted;
}

function madeOf(expression: string, index: number, fake: Fake): string {
  if (expression === 'index') return String(index);
  const unknown = (reason: string) =>
    new UserError(
      `{{${expression}}} cannot be made: ${reason} Write what faker has, such as {{person.firstName}}, or {{index}}.`,
    );
  if (FORBIDDEN.test(expression)) throw unknown('it is no sample data.');
  let made: string;
  try {
    made = fake(`{{${expression}}}`);
  } catch (error) {
    if (error instanceof TooMuch) {
      throw new UserError(`{{${expression}}} cannot be made: ${error.message}`);
    }
    throw unknown(`${(error as Error).message.replace(/\.?\s*$/, '')}.`);
  }
  if (made === '[object Object]') throw unknown('it is a group of expressions, not one of them.');
  return made;
}
