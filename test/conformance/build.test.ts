// What `npm run build` leaves in dist beside the bundles.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inDist } from '../harness/places.ts';

const permissive = [
  'MIT',
  'ISC',
  'Apache-2.0',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
];

test('the licences of all that is bundled come along, native parts included', () => {
  const notices = readFileSync(inDist('ThirdPartyNotices.txt'), 'utf8');
  const packages = [...notices.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \(([^)]+)\)$/gm)];
  const licences = Object.fromEntries(packages.map(([, name, licence]) => [name, licence]));
  expect(licences).toMatchObject({ 'classic-level': 'MIT', '@platformatic/kafka': 'Apache-2.0' });
  expect(notices).toContain('The LevelDB Authors');
  expect(notices).toContain('Google Inc.');
  // Each has its text, and none is of a kind that would bind what contains it. CC-BY-4.0 is that of VS Code's icons: to be
  // named is all that it asks.
  expect(notices.split(`\n${'-'.repeat(80)}\n`).length).toBe(packages.length + 1);
  for (const licence of Object.values(licences)) {
    expect(permissive).toContain(licence);
  }
});
