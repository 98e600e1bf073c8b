import { readFile } from 'node:fs/promises';
import { UserError } from './user-error.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/** What is in a file that the user has named. @throws UserError that says why it cannot be read */
export async function readUserFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`Unable to read file ${file}: ${REASONS[code ?? ''] ?? message}`);
  }
}

/** The same as text. @throws UserError */
export async function readUserText(file: string): Promise<string> {
  return (await readUserFile(file)).toString('utf8');
}
