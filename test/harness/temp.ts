// Temporary folders that do not outlive the process.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './at-end.ts';

export interface TempFolder {
  readonly path: string;
  /** Removes it with all that is in it. Calling again does nothing. */
  remove(): void;
}

/** Makes an empty folder `millrace-NAME-…`, removed by `remove` or when the process ends. */
export function tempFolder(name: string): TempFolder {
  const path = mkdtempSync(join(tmpdir(), `millrace-${name}-`));
  const remove = () => {
    forget();
    // Retries, since a process that was just killed may still be writing into it.
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  const forget = atEnd(remove);
  return { path, remove };
}
