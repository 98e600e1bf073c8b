import { expect, test } from 'vitest';
import { javaDate, statLines } from '../../../../server/console/zookeeper-shell/stat-lines.ts';

const inUtc = new Intl.DateTimeFormat('en-US', {
  ...{ weekday: 'short', month: 'short', day: '2-digit', year: 'numeric', timeZone: 'UTC' },
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  timeZoneName: 'short',
});

test('times are written as Java writes them', () => {
  expect(javaDate(0, inUtc)).toBe('Thu Jan 01 00:00:00 UTC 1970');
  expect(javaDate(Date.UTC(2024, 1, 29, 23, 5, 9), inUtc)).toBe('Thu Feb 29 23:05:09 UTC 2024');
});

test('numbers of sessions and transactions are hexadecimal', () => {
  const lines = statLines({
    ...{ czxid: 4_294_967_298, mzxid: 255, pzxid: 0, ctime: 0, mtime: 0 },
    ...{ version: 1, cversion: -1, aversion: 0, dataLength: 3, numChildren: 2 },
    ephemeralOwner: -1n,
  });
  expect(lines.filter((line) => !/^[cm]time/.test(line))).toEqual([
    'cZxid = 0x100000002',
    'mZxid = 0xff',
    'pZxid = 0x0',
    'cversion = -1',
    'dataVersion = 1',
    'aclVersion = 0',
    'ephemeralOwner = 0xffffffffffffffff',
    'dataLength = 3',
    'numChildren = 2',
  ]);
});
