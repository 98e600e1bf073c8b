import { expect, test } from 'vitest';
import { defaultDataDirectory } from '../../../server/console/data-folder.ts';

test.each<[NodeJS.Platform, Record<string, string>, string, string]>([
  ['linux', {}, '/home/me', '/home/me/.local/share/millrace/data'],
  ['linux', { XDG_DATA_HOME: '/var/me' }, '/home/me', '/var/me/millrace/data'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/me', '/home/me/.local/share/millrace/data'],
  ['darwin', {}, '/Users/me', '/Users/me/Library/Application Support/Millrace/data'],
  ['win32', { LOCALAPPDATA: 'D:\\Local' }, 'C:\\Users\\me', 'D:\\Local\\Millrace\\data'],
  ['win32', {}, 'C:\\Users\\me', 'C:\\Users\\me\\AppData\\Local\\Millrace\\data'],
])('on %s with %j it is where that platform keeps data', (platform, env, home, expected) => {
  expect(defaultDataDirectory(platform, env, home)).toBe(expected);
});
