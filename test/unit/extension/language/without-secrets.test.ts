import { expect, test } from 'vitest';
import { redacted } from '../../../../extension/language/without-secrets.ts';

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
