import { expect, test } from 'vitest';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import type { StoreOperation } from '../../../server/storage/store.ts';
import type { Coordination, CreateMode } from '../../../server/zookeeper/coordination.ts';
import type { CoordinationService } from '../../../server/zookeeper/coordination-service.ts';
import { fc } from '../../harness/fast-check.ts';
import { settled } from '../../harness/manual-clock.ts';
import { bytes, ServiceHarness } from './service-harness.ts';

/** A store of a process that dies: from some write on, nothing more gets through and nobody is told. */
class MortalStore extends MemoryStore {
  dead = false;

  override async write(operations: readonly StoreOperation[]): Promise<void> {
    if (this.dead) await new Promise<never>(() => undefined);
    return super.write(operations);
  }
}

const paths = ['/a', '/b', '/a/x', '/a/y', '/b/x', '/a/x/z'];
const modes: CreateMode[] = ['persistent', 'ephemeral', 'persistentSequential'];

const action = fc.record({
  session: fc.nat(2),
  what: fc.constantFrom('create', 'create', 'set', 'delete', 'multi', 'reopen'),
  path: fc.constantFrom(...paths),
  mode: fc.constantFrom(...modes),
  /** Whether what comes next comes at once, and so may share a write. */
  atOnce: fc.boolean(),
});

function snapshot({ tree }: CoordinationService): unknown {
  return [...tree.paths()].sort().map((path) => {
    const { children, ...fields } = tree.need(path);
    return { path, ...fields, children: [...(children ?? [])].sort() };
  });
}

test('whenever the process dies, what is left is the tree after some transaction, the last acknowledged or later', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 1, maxLength: 40 }),
      fc.nat(40),
      async (actions, dieAfter) => {
        const store = new MortalStore();
        const harness = await ServiceHarness.open({ store });
        const { service } = harness;
        const sessions: Coordination[] = [];
        for (let i = 0; i < 3; i++) sessions.push(await harness.local());
        const trees = new Map([[service.lastZxid, snapshot(service)]]);
        let acknowledged = 0;

        for (const [i, { session, what, path, mode, atOnce }] of actions.entries()) {
          if (i === dieAfter) store.dead = true;
          const zk = sessions[session]!;
          const done: Promise<unknown>[] = [];
          if (what === 'create') done.push(zk.create(path, bytes(`${i}`), { mode }));
          else if (what === 'set') done.push(zk.setData(path, bytes(`${i}`)));
          else if (what === 'delete') done.push(zk.delete(path));
          else if (what === 'multi') {
            const create = { type: 'create', path: `${path}m`, data: null } as const;
            done.push(zk.multi([create, { type: 'delete', path }]));
          } else if (!store.dead) {
            await zk.close();
            trees.set(service.lastZxid, snapshot(service));
            sessions[session] = await harness.local();
          }
          const zxid = service.lastZxid;
          trees.set(zxid, snapshot(service));
          for (const promise of done) {
            void promise.then(
              () => {
                acknowledged = Math.max(acknowledged, zxid);
              },
              () => undefined,
            );
          }
          if (!atOnce) await settled();
        }
        store.dead = true;
        await settled();

        const survivor = new MemoryStore();
        for (const entry of await store.range({ gte: bytes(''), lt: Uint8Array.of(255) })) {
          await survivor.write([{ type: 'put', ...entry }]);
        }
        const reopened = await ServiceHarness.open({ store: survivor });
        const { lastZxid } = reopened.service;
        expect(lastZxid).toBeGreaterThanOrEqual(acknowledged);
        expect(snapshot(reopened.service)).toEqual(trees.get(lastZxid));
        // Whoever owns a znode has a session that can come back, or end.
        for (const owner of reopened.service.tree.ephemeralOwners()) {
          expect(reopened.service.sessions.get(owner)).toBeDefined();
        }
        await reopened.clock.advance(60_000);
        expect([...reopened.service.tree.ephemeralOwners()]).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
});
