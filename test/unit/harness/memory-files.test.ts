import { describe, expect, test } from 'vitest';
import { FilesError } from '../../../server/ports/files.ts';
import { streamingEnvironment } from '../../harness/streaming-environment.ts';

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString();
}

describe('memory files', () => {
  test('what is written can be read, whole or in part', async () => {
    const { files } = streamingEnvironment();
    await files.write('/a/b/one.txt', [Buffer.from('to be or '), Buffer.from('not to be')]);
    expect(files.text('/a/b/one.txt')).toBe('to be or not to be');
    expect(await textOf(files.read('/a/b/one.txt'))).toBe('to be or not to be');
    expect(await textOf(files.read('/a/b/one.txt', 3, 9))).toBe('be or ');
    expect(await textOf(files.read('/a/b/one.txt', 16, 1000))).toBe('be');
  });

  test('folders list their own entries', () => {
    const { clock, files } = streamingEnvironment();
    files.put('/logs/b.log', 'b');
    files.put('/logs/a.log', 'a', 5);
    files.put('/logs/old/c.log', 'c');
    expect(files.list('/logs').map(({ name, isFolder }) => [name, isFolder])).toEqual([
      ['a.log', false],
      ['b.log', false],
      ['old', true],
    ]);
    expect(files.stat('/logs/a.log')).toMatchObject({ size: 1, modified: 5 });
    expect(files.stat('/logs/b.log')?.modified).toBe(clock.now());
    expect(() => files.list('/none')).toThrow(FilesError);
  });

  test('files and folders are renamed over what is there, and removed with what is in them', async () => {
    const { files } = streamingEnvironment();
    files.put('/a/x', '1');
    files.put('/a/deep/y', '2');
    files.put('/b/z', '3');
    await files.rename('/a', '/b');
    expect(files.paths).toEqual(['/b/deep/y', '/b/x']);
    await files.remove('/b/deep');
    await files.remove('/nothing');
    expect(files.paths).toEqual(['/b/x']);
    expect(files.stat('/a')).toBeUndefined();
  });
});
