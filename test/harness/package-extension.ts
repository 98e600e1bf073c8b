// The extension as a user gets it.

import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { npm } from './npm.ts';
import { inCache, root } from './places.ts';

/**
 * Packages the extension with a production build, which replaces what is in dist.
 * @returns the VSIX file; that of MILLRACE_VSIX, if set, to test a package made elsewhere.
 */
export async function packageExtension(): Promise<string> {
  const given = process.env.MILLRACE_VSIX;
  if (given !== undefined) return resolve(given);
  const file = inCache('package', 'millrace.vsix');
  await mkdir(inCache('package'), { recursive: true });
  await npm(root, 'run', 'package', '--', '--out', file);
  return file;
}
