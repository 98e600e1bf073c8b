import { expect, test } from 'vitest';
import { parseAcl, permissionLetters } from '../../../../server/console/zookeeper-shell/acl.ts';

test('entries, whose ids may contain colons', () => {
  const complaints: string[] = [];
  const entries = parseAcl('world:anyone:cdrwa,auth:me:secret:r,foo,ip:::1:rx', (problem) =>
    complaints.push(problem),
  );
  expect(entries).toEqual([
    { scheme: 'world', id: 'anyone', permissions: 31 },
    { scheme: 'auth', id: 'me:secret', permissions: 1 },
    { scheme: 'ip', id: '::1', permissions: 1 },
  ]);
  expect(complaints).toEqual(['foo does not have the form scheme:id:perm', 'Unknown perm type: x']);
});

test('permissions by their letters', () => {
  expect(permissionLetters(31)).toBe('cdrwa');
  expect(permissionLetters(1 + 16)).toBe('ra');
  expect(permissionLetters(0)).toBe('');
});
