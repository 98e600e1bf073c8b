import type { Stat } from '../../zookeeper/znode.ts';

/** A znode's stat as Apache ZooKeeper's shell prints it (StatPrinter). */
export function statLines(stat: Stat): string[] {
  const hex = (value: number | bigint) => `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
  return [
    `cZxid = ${hex(stat.czxid)}`,
    `ctime = ${javaDate(stat.ctime)}`,
    `mZxid = ${hex(stat.mzxid)}`,
    `mtime = ${javaDate(stat.mtime)}`,
    `pZxid = ${hex(stat.pzxid)}`,
    `cversion = ${stat.cversion}`,
    `dataVersion = ${stat.version}`,
    `aclVersion = ${stat.aversion}`,
    `ephemeralOwner = ${hex(stat.ephemeralOwner)}`,
    `dataLength = ${stat.dataLength}`,
    `numChildren = ${stat.numChildren}`,
  ];
}

const format = new Intl.DateTimeFormat('en-US', {
  ...{ weekday: 'short', month: 'short', day: '2-digit', year: 'numeric' },
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  timeZoneName: 'short',
});

/** `Thu Jan 01 00:00:00 UTC 1970`, in local time: what Java's Date prints. */
export function javaDate(time: number, using = format): string {
  const parts = Object.fromEntries(
    using.formatToParts(time).map(({ type, value }) => [type, value]),
  );
  const { weekday, month, day, hour, minute, second, timeZoneName, year } = parts;
  return `${weekday} ${month} ${day} ${hour}:${minute}:${second} ${timeZoneName} ${year}`;
}
