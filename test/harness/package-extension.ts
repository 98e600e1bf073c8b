// The extension as a user gets it.

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { run } from './child.ts';
import { inCache, node, root } from './places.ts';

/**
 * Packages the extension with a production build, which replaces what is in dist.
 * @returns the VSIX file; that of MILLRACE_VSIX, if set, to test a package made elsewhere.
 */
export async function packageExtension(): Promise<string> {
  const given = process.env.MILLRACE_VSIX;
  if (given !== undefined) return resolve(given);
  const file = inCache('package', 'millrace.vsix');
  await mkdir(inCache('package'), { recursive: true });
  await run(
    node,
    [
      join(root, 'node_modules/@vscode/vsce/vsce'),
      ...['package', '--no-dependencies', '--allow-missing-repository', '--out', file],
    ],
    { cwd: root, timeoutMs: 120_000 },
  );
  return file;
}
