import { afterEach, describe, expect, test, vi } from 'vitest';
import { nodeEnvironment } from '../../../../server/node/streaming/environment.ts';
import { localTime } from '../../../../server/node/streaming/local-time.ts';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';
import { tempFolder } from '../../../harness/temp.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('local time', () => {
  test('as Python prints it', () => {
    vi.stubEnv('TZ', 'America/New_York');
    expect(localTime(Date.UTC(2026, 1, 1, 4, 59, 59))).toBe('2026-01-31 23:59:59');
    expect(localTime(Date.UTC(2026, 6, 4, 4, 5, 6, 7))).toBe('2026-07-04 00:05:06.007000');
    expect(localTime(Date.UTC(2026, 0, 1, 12, 0, 0, 120))).toBe('2026-01-01 07:00:00.120000');
  });
});

describe('the environment on Node', () => {
  test('prints to stdout and logs warnings to stderr', () => {
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { print, logger } = nodeEnvironment();
    print('one\ntwo');
    logger.info('not shown');
    logger.warn('careful');
    expect(out.mock.calls).toEqual([['one\ntwo\n']]);
    expect(err.mock.calls).toEqual([[expect.stringMatching(/WARN +streaming: careful\n$/)]]);
  });

  test('parts can be replaced', () => {
    const clock = new ManualClock();
    const printed: string[] = [];
    const environment = nodeEnvironment({ clock, print: (text) => printed.push(text) });
    environment.print('here');
    expect(printed).toEqual(['here']);
    expect(environment.clock).toBe(clock);
    expect(environment.cores).toBeGreaterThan(0);
  });

  test('a store that is open already is said to be', async () => {
    const folder = tempFolder('environment');
    const { openStore } = nodeEnvironment();
    const store = await openStore(`${folder.path}/state`);
    await expect(openStore(`${folder.path}/state`)).rejects.toThrow(
      `${folder.path}/state is in use: another streaming program`,
    );
    await store.close();
    await (await openStore(`${folder.path}/state`)).close();
    folder.remove();
  });

  test('a job on real files', async () => {
    const folder = tempFolder('environment');
    const environment = nodeEnvironment();
    const text = Array.from({ length: 30_000 }, (_, i) => `line ${i} ü`);
    await environment.files.write(`${folder.path}/in/a.txt`, [Buffer.from(text.join('\r\n'))]);
    const sc = new SparkContext(environment, 'local[2]');
    const lines = sc.textFile(`${folder.path}/in/*.txt`, 7);
    expect(lines.getNumPartitions()).toBeGreaterThanOrEqual(7);
    expect(await lines.collect()).toEqual(text);
    await lines.map((line) => [line.length, line]).saveAsObjectFile(`${folder.path}/out`);
    const back = await sc.objectFile<[number, string]>(`file://${folder.path}/out`).collect();
    expect(back.map(([, line]) => line)).toEqual(text);
    await expect(lines.saveAsTextFile(`${folder.path}/out`)).rejects.toThrow(
      `Output directory file:${folder.path}/out already exists`,
    );
    sc.stop();
    folder.remove();
  });
});
