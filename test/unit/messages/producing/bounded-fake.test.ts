import { describe, expect, test } from 'vitest';
import { boundedFake, TooMuch } from '../../../../server/messages/producing/bounded-fake.ts';
import { loadFake } from '../../../../server/messages/producing/faker.ts';
import { textMaker } from '../../../../server/messages/producing/template.ts';

describe('sample data without measure', () => {
  test('is broken off where it takes too long', () => {
    const endless = boundedFake(() => {
      for (;;);
    });
    expect(() => endless('{{any}}')).toThrow(TooMuch);
  });

  test('is refused where it is too large, also later', () => {
    let length = 10;
    const fake = boundedFake(() => 'x'.repeat(length));
    for (let time = 0; time < 10; time++) expect(fake('{{any}}')).toHaveLength(10);
    length = 1_000_001;
    expect(() => fake('{{any}}')).toThrow(TooMuch);
    expect(() => boundedFake(() => new Array(-1).join())('{{any}}')).toThrow(TooMuch);
  });

  test("is named as the expression's own", async () => {
    const fake = boundedFake(await loadFake());
    for (const expression of ['string.alpha(999999999)', 'lorem.paragraphs(100000000)']) {
      expect(() => textMaker(`{"a": "{{${expression}}}"}`, true, fake)(0)).toThrow(
        `{{${expression}}} cannot be made: it makes more than 1000000 characters, or takes longer than 0.5 s. Ask for less.`,
      );
    }
  });

  test('is no matter otherwise', async () => {
    const fake = boundedFake(await loadFake());
    expect(fake('{{string.alpha(1000)}}')).toMatch(/^[a-z]{1000}$/i);
    expect(() => fake('{{no.such}}')).toThrow(/no\.such/);
  });
});
