// What is to be sent, as the user sees it before agreeing: every character of it, and none that does something else than be seen.

import { t } from '../l10n.ts';
import type { FormatName } from './formats.ts';
import type { MessagesToSend, MessageToSend } from './messages-to-send.ts';

/** Controls, invisible characters, and those that change how others look or run. */
const UNSEEN =
  /(?![\n\t ])[\u2800\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}\p{Co}\p{Cs}\p{Cn}]/gu;

/** Markdown with each message in a block of its own, which nothing in the messages can end. */
export function shownMessages({ messages, keyFormat, valueFormat }: MessagesToSend): string {
  return messages
    .map((message, index) => {
      const lines = linesOf(message, keyFormat, valueFormat).map(seen).join('\n');
      const fence = '`'.repeat(Math.max(3, longestTicks(lines) + 1));
      return `${t('Message {0} of {1}', index + 1, messages.length)}\n${fence}text\n${lines}\n${fence}`;
    })
    .join('\n\n');
}

function linesOf(
  { key, value, headers, partition }: MessageToSend,
  keyFormat: FormatName,
  valueFormat: FormatName,
): string[] {
  const text = (text: string | null, format: FormatName, none: string) => {
    if (text === null) return none;
    if (text === '') return `(${format}) ${t('empty')}`;
    return `(${format}) ${text}`;
  };
  return [
    ...(partition === undefined ? [] : [`${t('partition')}: ${partition}`]),
    `${t('key')}: ${text(key, keyFormat, t('none'))}`,
    `${t('value')}: ${text(value, valueFormat, t('null, a tombstone'))}`,
    ...headers.map(([name, text]) => `${t('header')} ${name}: ${text}`),
  ];
}

/** With `\u{…}` in place of what would not be seen. */
function seen(text: string): string {
  return text.replace(UNSEEN, (unit) => `\\u{${unit.codePointAt(0)?.toString(16)}}`);
}

function longestTicks(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
}
