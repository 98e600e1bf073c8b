import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { MessagesService } from '../../../../extension/messages/service.ts';
import { tempFolder } from '../../../harness/temp.ts';

const temp = tempFolder('messages-service-unit');
afterAll(() => temp.remove());

/** A process that answers with what it was asked, tells of it, and dies when a cluster is named so. */
const script = join(temp.path, 'service.js');
writeFileSync(
  script,
  `process.on('message', ({ id, panel, request, argument }) => {
    if (request === 'cluster' && argument.name === 'crash') { console.error('last words'); process.exit(3); }
    if (request === 'read') { process.send({ id, error: 'It cannot be read.' }); return; }
    if (request === 'pause') return;
    process.send({ panel, event: { kind: 'heard', request } });
    process.send({ id, result: { pid: process.pid, argument } });
  });
  process.on('disconnect', () => process.exit(0));`,
);

const services: MessagesService[] = [];
afterEach(() => {
  for (const service of services.splice(0)) service.dispose();
});

function start() {
  const printed: string[] = [];
  const service = new MessagesService({ script, report: (line) => printed.push(line) });
  services.push(service);
  return { service, printed };
}

const cluster = (name: string) => ({ name, properties: {}, readOnly: false });
const answer = (result: unknown) => result as { pid: number; argument: unknown };

describe('the process behind the panels', () => {
  test('is one for all of them, and tells which one an event is for', async () => {
    const { service } = start();
    const told: unknown[] = [];
    service.told.on((event) => told.push(event));
    const [one, two] = await Promise.all([
      service.request(1, 'cluster', cluster('a')),
      service.request(2, 'cluster', cluster('b')),
    ]);
    expect(answer(one).argument).toEqual(cluster('a'));
    expect(answer(one).pid).toBe(answer(two).pid);
    expect(told).toEqual([
      { panel: 1, event: { kind: 'heard', request: 'cluster' } },
      { panel: 2, event: { kind: 'heard', request: 'cluster' } },
    ]);
  });

  test('says what cannot be done', async () => {
    await expect(start().service.request(1, 'read', {} as never)).rejects.toThrow(
      'It cannot be read.',
    );
  });

  test('is another after a crash, of which everybody is told', async () => {
    const { service, printed } = start();
    const crashes: string[] = [];
    service.crashed.on((problem) => crashes.push(problem));
    const first = answer(await service.request(1, 'cluster', cluster('a')));
    const waiting = service.request(2, 'pause', null);
    const problem = /^The process that reads records has ended \(code 3\)\. Read again\.$/;
    await Promise.all([
      expect(service.request(1, 'cluster', cluster('crash'))).rejects.toThrow(problem),
      expect(waiting).rejects.toThrow(problem),
    ]);
    expect(crashes).toEqual([expect.stringMatching(problem)]);
    expect(printed).toEqual(['last words']);
    const second = answer(await service.request(1, 'cluster', cluster('a')));
    expect(second.pid).not.toBe(first.pid);
  });

  test('is not started only to close what one before it had', async () => {
    const service = new MessagesService({ script: '/nowhere/service.js', report: () => undefined });
    services.push(service);
    const crashes: string[] = [];
    service.crashed.on((problem) => crashes.push(problem));
    expect(await service.request(1, 'close', null)).toBeNull();
    expect(crashes).toEqual([]);
    await expect(service.request(1, 'pause', null)).rejects.toThrow(/has ended/);
  });

  test('ends with the window', async () => {
    const { service } = start();
    const crashes: string[] = [];
    service.crashed.on((problem) => crashes.push(problem));
    const { pid } = answer(await service.request(1, 'cluster', cluster('a')));
    const waiting = service.request(1, 'pause', null);
    service.dispose();
    await expect(waiting).rejects.toThrow('The window is closing.');
    await expect(service.request(1, 'pause', null)).rejects.toThrow('The window is closing.');
    await expect.poll(() => isThere(pid), { timeout: 10_000 }).toBe(false);
    expect(crashes).toEqual([]);
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
