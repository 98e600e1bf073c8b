import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimDataDirectory } from '../../../server/cluster/data-directory.ts';
import { explainFailure } from '../../../server/cluster/explain-failure.ts';
import type { ClusterConfig } from '../../../server/contract/control.ts';
import { tempFolder } from '../../harness/temp.ts';

let server: Server;
let port: number;
beforeEach(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const config = (change: Partial<ClusterConfig>): ClusterConfig => ({
  brokers: 1,
  host: 'localhost',
  port: 0,
  zookeeperPort: 0,
  dataDirectory: null,
  overrides: {},
  ...change,
});

test('of a port in use one learns who has it, and another that nobody has or is to have', async () => {
  const wanted = config({ port, zookeeperPort: port + 1 });
  const failure = await explainFailure({ kind: 'port-in-use', message: '', port }, wanted);
  expect(failure.freePort).toBeGreaterThan(port + 1);
  if (process.platform === 'linux') expect(failure.owner).toContain(`(process ${process.pid})`);
  const by = failure.owner === undefined ? '' : ` by ${failure.owner}`;
  expect(failure.message).toBe(
    `Port ${port} is in use${by}: stop that, or use another port, such as ${failure.freePort}.`,
  );
});

test('where several brokers start, the port that is offered has room for all of them', async () => {
  // The second of three brokers has met it.
  const wanted = config({ brokers: 3, port: port - 1, zookeeperPort: port + 2 });
  const failure = await explainFailure({ kind: 'port-in-use', message: '', port }, wanted);
  expect(failure.freePort).toBeGreaterThan(port + 2);
  expect(failure.message).toContain(`such as ${failure.freePort}.`);
});

test('of a locked data directory one learns who has it', async () => {
  const folder = tempFolder('data');
  await claimDataDirectory(folder.path);
  const wanted = config({ dataDirectory: folder.path });
  const failure = await explainFailure({ kind: 'data-locked', message: 'locked' }, wanted);
  expect(failure).toEqual({
    kind: 'data-locked',
    message: `The data directory ${folder.path} is in use by another Millrace (process ${process.pid}): stop that, or choose another data directory.`,
    owner: `another Millrace (process ${process.pid})`,
  });
  folder.remove();
});

test('other failures speak for themselves', async () => {
  const failure = { kind: 'disk-full', message: 'The disk is full.' } as const;
  expect(await explainFailure(failure, config({}))).toBe(failure);
});
