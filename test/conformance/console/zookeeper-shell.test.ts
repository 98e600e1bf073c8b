// Our zookeeper-shell beside Apache ZooKeeper's: the same lines, each against an Apache ZooKeeper of its own.

import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type ApacheZooKeeper,
  startApacheZooKeeper,
  zkCli,
} from '../../harness/apache-zookeeper.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { need } from '../../harness/requirements.ts';
import { runOurs } from './tool-runners.ts';

const lines = `
ls /
stat /
ls -R /
get -s /zookeeper/config
getAcl /zookeeper/config
create /a one
create /a two
create /b/c x
create -s /a/s- x
create -s -e /a/s- y
create -e /e eee
create /e/child x
create -c /container
create -t 100000 /ttl x
create -s -t 100000 /ttls x
create -c -e /x
create -t soon /x
create -t 5 -e /x
create /nodata
get /nodata
get -s /a
set -v 1 /a three
set -v 0 /a three
set -s /a four
set /a "two words"
get /a
set /a
set -v
ls -s /a
ls -R /a
ls -sR /
ls
ls -x /
stat /missing
get /missing
delete /a
delete -v 7 /nodata
delete /nodata
deleteall /a
deleteall /missing
getAcl -s /e
setAcl /e world:anyone:cdrwa
setAcl /e world:anyone:r
set /e x
create /odd odd world:anyone:rx
create /foo foo foo
addauth digest me:secret
create /mine x auth:me:secret:cdrwa
getAcl -s /mine
get /mine
getEphemerals
getEphemerals /e
getAllChildrenNumber /
getAllChildrenNumber
sync /
whoami
create /w 1
get -w /w
set /w 2
sync /
stat -w /w
delete /w
create /x
ls /x watch
create /x/first
addWatch -m PERSISTENT /x
set /x 1
create /x/y
set /x/y 2
removewatches /x
removewatches /x
addWatch -m PERSISTENT_RECURSIVE /x
create /x/z
set /x/z 3
removewatches /x
set /x 4
addWatch -m SOMETIMES /x
config
printwatches
printwatches off
printwatches
get -w /x
set /x 5
create /bad/
create noslash
get //
get /a/../b
delete /
deleteall /x
redo 4
redo 500
history
nonsense
close
ls /
quit
`;

/** Without what differs from one run to the next; events by themselves, since they come when they come. */
function comparable({ stdout, stderr }: { stdout: string; stderr: string }) {
  const zxid = /((?:cZ|mZ|pZ)xid = )(0x[\da-f]+)/g;
  const all = new Set(Array.from(stdout.matchAll(zxid), ([, , number]) => Number(number)));
  const ranks = [...all].sort((a, b) => a - b);
  const printed = stdout
    .replace(zxid, (_, field, number) => `${field}#${ranks.indexOf(Number(number))}`)
    .replace(/^(Connecting to ).*/gm, '$1…')
    .replace(/^(ctime|mtime) = (?!Thu Jan 01 00:00:00 UTC 1970).*/gm, '$1 = now')
    .replace(/^(ephemeralOwner = 0x)(?!0$)[\da-f]+$/gm, '$1…')
    .split('\n')
    .filter((line) => line !== '' && line !== 'WATCHER::' && !line.includes('state:Closed'));
  const complaints = stderr
    .split('\n')
    // The usage lists other commands; the rest is of Java's libraries.
    .filter((line) => line !== '' && !/^(\t|ZooKeeper -server|SLF4J)/.test(line))
    .map((line) => line.replace(/^org\.apache\.commons\.cli\.\w+: /, ''))
    // What newer versions have learned, and a path that theirs has lost.
    .map((line) => line.replaceAll(/ \[-[bx]\]/g, ''))
    .map((line) => line.replace(/^(KeeperErrorCode = InvalidACL|Acl is not valid).*/, '$1'));
  const isEvent = (line: string) => line.startsWith('WatchedEvent ');
  return {
    answers: printed.filter((line) => !isEvent(line)),
    events: printed.filter(isEvent),
    complaints,
  };
}

let apaches: ApacheZooKeeper[] = [];
beforeEach(async (context) => {
  need(context, 'Apache ZooKeeper');
  apaches = await Promise.all([startApacheZooKeeper(), startApacheZooKeeper()]);
});
afterEach(async () => {
  await Promise.all(apaches.splice(0).map((each) => each.stop()));
});

test('lines of input do and print the same', async () => {
  const commands = lines.trim().split('\n');
  const [theirs, ours] = await Promise.all([
    zkCli(apaches[0]!, commands),
    runOurs('zookeeper-shell', [addressOf(apaches[1]!)], `${commands.join('\n')}\n`),
  ]);
  expect(comparable(ours)).toEqual(comparable(theirs));
  // As of the last line before `quit`.
  expect(ours.code).toBe(0);
  expect(comparable(ours).events.length).toBeGreaterThan(8);
});

test('one command ends with its own code', async () => {
  const millrace: MillraceProcess = await startMillrace();
  try {
    const shell = (...args: string[]) =>
      runOurs('zookeeper-shell.sh', [millrace.zookeeper, ...args]);
    expect(await shell('ls', '/brokers/ids')).toEqual({
      code: 0,
      stdout: `Connecting to ${millrace.zookeeper}\n\nWATCHER::\n\nWatchedEvent state:SyncConnected type:None path:null\n[1]\n`,
      stderr: '',
    });
    expect(await shell('get', '/missing')).toMatchObject({
      code: 1,
      stderr: 'Node does not exist: /missing\n',
    });
    expect(await shell('lss', '/')).toMatchObject({
      code: 127,
      stderr: expect.stringMatching(/Command not found lss; did you mean ls\?\n$/),
    });
    const nobody = await runOurs('zookeeper-shell', ['localhost:1', 'ls', '/']);
    expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining('millrace start') });
  } finally {
    await millrace.stop();
  }
});

function addressOf({ host, port }: ApacheZooKeeper): string {
  return `${host}:${port}`;
}
