import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/**
 * Where a cluster's data goes when the user does not say: the place for data that each platform gives to
 * its users' programs.
 */
export function defaultDataDirectory(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home = homedir(),
): string {
  switch (platform) {
    case 'win32':
      return win32.join(
        env.LOCALAPPDATA ?? win32.join(home, 'AppData', 'Local'),
        'Millrace',
        'data',
      );
    case 'darwin':
      return posix.join(home, 'Library', 'Application Support', 'Millrace', 'data');
    default:
      return posix.join(xdgDataHome(env, home), 'millrace', 'data');
  }
}

/** The specification has relative paths ignored. */
function xdgDataHome(env: Readonly<Record<string, string | undefined>>, home: string): string {
  const given = env.XDG_DATA_HOME;
  return given !== undefined && posix.isAbsolute(given)
    ? given
    : posix.join(home, '.local', 'share');
}
