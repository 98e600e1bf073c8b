import { describe, expect, test } from 'vitest';
import { glob } from '../../../../server/streaming/files/glob.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

const { files } = streamingEnvironment();
for (const path of [
  '/logs/2026/01/a.log',
  '/logs/2026/01/b.log',
  '/logs/2026/02/a.txt',
  '/logs/2027/01/a.log',
  '/logs/a+b.log',
  '/logs/a[1].log',
  '/logs/{x}.log',
  '/logs/.hidden.log',
  '/logs/日本.log',
  '/logs/1.log',
  '/logs/-.log',
]) {
  files.put(path, 'x');
}

describe('globs', () => {
  test.each<[string, string[]]>([
    ['/logs/2026/01/a.log', ['2026/01/a.log']],
    ['/logs/none.log', []],
    ['/logs/2026/*/a.*', ['2026/01/a.log', '2026/02/a.txt']],
    ['/logs/*/01', ['2026/01', '2027/01']],
    ['/logs/202?/0[12]/[^b].log', ['2026/01/a.log', '2027/01/a.log']],
    ['/logs/202[6-7]/01/b.log', ['2026/01/b.log']],
    ['/logs/2026/{01,02}/{a,z}.{log,txt}', ['2026/01/a.log', '2026/02/a.txt']],
    ['/logs/{2026/02,2027/01}/*', ['2026/02/a.txt', '2027/01/a.log']],
    ['/logs/20{2{6,7},30}/01/a.log', ['2026/01/a.log', '2027/01/a.log']],
    ['/logs/a+*.log', ['a+b.log']],
    ['/logs/a[1].log', ['a[1].log']],
    ['/logs/*\\[1\\].log', ['a[1].log']],
    ['/logs/\\{x\\}*', ['{x}.log']],
    ['/logs/??.log', ['日本.log']],
    ['/logs/[1-].log', ['-.log', '1.log']],
    ['/logs/*.log/*', []],
    ['/logs/../logs/./1.*', ['1.log']],
    ['/l*/1.log', ['1.log']],
  ])('%s', (pattern, expected) => {
    expect(glob(files, pattern).map(({ path }) => path.slice('/logs/'.length))).toEqual(expected);
  });

  test('what is not closed is said', () => {
    expect(() => glob(files, '/logs/{a,b')).toThrow(/Unclosed group.*\{a,b/);
    expect(() => glob(files, '/logs/*[a')).toThrow(/Unclosed character class/);
  });
});
