import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import {
  commandName,
  listeningInodes,
  listeningPid,
  portOwner,
} from '../../../server/node/port-owner.ts';

test('listening sockets are found by port in the tables of Linux', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 77001 1',
    '   1: 0100007F:2384 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 77002 1',
    '   2: 0100007F:084D 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 77003 1',
    '   3: 00000000000000000000000001000000:2384 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000 0 77004 1',
  ].join('\n');
  expect(listeningInodes(table, 9092)).toEqual(['77001', '77004']);
  expect(listeningInodes(table, 2125)).toEqual(['77003']);
  expect(listeningInodes(table, 92)).toEqual([]);
});

test('the listening process is found in the output of a translated netstat', () => {
  const table = [
    '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
    '  TCP    127.0.0.1:19092        0.0.0.0:0              ABHÖREN          11',
    '  TCP    127.0.0.1:9092         127.0.0.1:50012        HERGESTELLT      12',
    '  TCP    [::1]:9092             [::]:0                 ABHÖREN          4242',
  ].join('\r\n');
  expect(listeningPid(table, 9092)).toBe(4242);
  expect(listeningPid(table, 9093)).toBeUndefined();
});

test.each([
  [
    ['/usr/lib/jvm/bin/java', '-Xmx1G', '-cp', 'a.jar', 'kafka.Kafka', 'a.properties'],
    'Apache Kafka',
  ],
  [['java', 'org.apache.zookeeper.server.quorum.QuorumPeerMain', 'zoo.cfg'], 'Apache ZooKeeper'],
  [['node', '/opt/millrace/dist/cli.js', 'start'], 'another Millrace'],
  [['C:\\Program Files\\Code\\Code.exe'], 'Code'],
  [['/usr/bin/node', '--inspect', '/home/me/server.js'], 'node server.js'],
  [['/usr/bin/docker-proxy', '-proto', 'tcp'], 'docker-proxy'],
  [[], 'a process'],
])('%j is called %s', (command, name) => {
  expect(commandName(command)).toBe(name);
});

test.runIf(process.platform !== 'win32')(
  'a port of this very process is told as its own',
  async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await portOwner(port)).toMatchObject({ pid: process.pid });
    await new Promise((resolve) => server.close(resolve));
    expect(await portOwner(port)).toBeUndefined();
  },
);
