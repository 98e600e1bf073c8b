import { expect, test } from 'vitest';
import { PrintedInPlace } from '../../../../server/console/run/printed-in-place.ts';
import { PrintedTail } from '../../../../server/kernel/outputs/printed-tail.ts';

test('what is added to a text is new', () => {
  const place = new PrintedInPlace();
  expect(place.added('a\nb')).toBe('a\nb');
  expect(place.added('a\nbc\n')).toBe('c\n');
  expect(place.added('a\nbc\n')).toBe('');
  expect(place.added('a\nbc\nd\n')).toBe('d\n');
});

test('lines that went by unseen are counted', () => {
  const place = new PrintedInPlace();
  place.added('a\n');
  expect(place.added('… 1 earlier line\nb\nc\n')).toBe('b\nc\n');
  expect(place.added('… 1,234 earlier lines\nx\n')).toBe('… 1231 lines left out\nx\n');
  expect(place.added('… 1,235 earlier lines\ny')).toBe('y');
});

test('all is there of what the kernel shows often enough', () => {
  const tail = new PrintedTail(200);
  const place = new PrintedInPlace();
  let printed = '';
  let seen = '';
  for (let i = 0; i < 500; i++) {
    const text = i % 3 === 0 ? `${i}` : `, line ${i}\n`;
    printed += text;
    tail.append(text);
    seen += place.added(tail.toString());
  }
  expect(seen).toBe(printed);
});
