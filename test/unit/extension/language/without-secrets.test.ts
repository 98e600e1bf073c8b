import { expect, test } from 'vitest';
import type * as vscode from 'vscode';
import { redacted, withoutSecrets } from '../../../../extension/language/without-secrets.ts';

test.each(['s3cret', 'with "quotes" and \\', 'line\nbreak'])(
  '%j is in no log, as JSON or not',
  (secret) => {
    const params = { password: secret, name: 'Production' };
    for (const text of [secret, JSON.stringify(params), JSON.stringify(JSON.stringify(params))]) {
      const shown = redacted(text, ['', secret]);
      expect(shown).toContain('•••');
      for (const form of [secret, JSON.stringify(secret).slice(1, -1)])
        expect(shown).not.toContain(form);
    }
  },
);

test('a log that is frozen, as VS Code’s are, is written to without them', () => {
  const lines: string[] = [];
  const log = Object.freeze({ logLevel: 1, trace: (line: string) => void lines.push(line) });
  const own = withoutSecrets(log as unknown as vscode.LogOutputChannel, () => ['s3cret']);
  own.trace('It is s3cret.');
  expect([own.logLevel, lines]).toEqual([1, ['It is •••.']]);
});
