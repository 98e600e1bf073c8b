import { beforeEach, describe, expect, test } from 'vitest';
import type { ZnodeChanges, ZnodeInterest } from '../../../server/contract/znodes.ts';
import type { ZooKeeperClient } from '../../../server/zookeeper/client.ts';
import { SHORT_BYTES, TreeObserver } from '../../../server/zookeeper/tree-observer.ts';
import { settled } from '../../harness/manual-clock.ts';
import { bytes, ServiceHarness, text } from './service-harness.ts';

let harness: ServiceHarness;
let other: ZooKeeperClient;
let client: ZooKeeperClient;
let observer: TreeObserver;
let told: ZnodeChanges[];

beforeEach(async () => {
  harness = await ServiceHarness.open();
  [client, other] = [await harness.client(), await harness.client()];
  told = [];
  observer = new TreeObserver(client, harness.clock, (changes) => told.push(changes));
  for (const path of ['/a', '/b', '/a/1', '/a/10', '/a/2', '/a/x', '/a/x/deep']) {
    await other.create(path, bytes(`data of ${path}`));
  }
});

const looking = (...paths: string[]): ZnodeInterest => ({
  open: paths.map((path) => ({ path, limit: 100 })),
  others: [],
  filter: '',
});

/** What has been told since the last call, in short. */
function news() {
  const changes = told.splice(0);
  const listings = changes.flatMap((change) =>
    change.listings.map(({ path, names, total }) => `${path}: ${names} of ${total}`),
  );
  const rows = changes.flatMap((change) =>
    change.rows.map(({ path, stat, data }) => {
      const value = data === undefined ? `${stat?.dataLength} bytes` : text(data);
      return `${path} = ${value}, ${stat?.numChildren} below`;
    }),
  );
  return { listings, rows, gone: changes.flatMap(({ gone }) => gone) };
}

const gathered = () => harness.clock.advance(100);

describe('an observer', () => {
  test('tells what is in an open row, numbers in their order', async () => {
    await observer.follow(looking('/a'));
    expect(news()).toEqual({
      listings: ['/a: 1,2,10,x of 4'],
      rows: [
        '/a = data of /a, 4 below',
        '/a/1 = data of /a/1, 0 below',
        '/a/2 = data of /a/2, 0 below',
        '/a/10 = data of /a/10, 0 below',
        '/a/x = data of /a/x, 1 below',
      ],
      gone: [],
    });
  });

  test('tells of changes to what is shown, and of nothing else', async () => {
    await observer.follow(looking('/a'));
    news();
    await other.setData('/a/1', bytes('new'));
    await other.create('/a/x/deeper', null);
    await other.setData('/a/x/deep', bytes('unseen'));
    await other.create('/b/unseen', null);
    await gathered();
    expect(news()).toEqual({
      listings: [],
      rows: ['/a/1 = new, 0 below', '/a/x = data of /a/x, 2 below'],
      gone: [],
    });
  });

  test('tells of znodes that come and go', async () => {
    await observer.follow(looking('/a'));
    news();
    await other.create('/a/3', null);
    await other.delete('/a/2');
    await gathered();
    const { listings, rows } = news();
    expect(listings).toEqual(['/a: 1,3,10,x of 4']);
    expect(rows.toSorted()).toEqual(['/a = data of /a, 4 below', '/a/3 = null, 0 below']);
  });

  test('watches nothing that is not shown any more', async () => {
    await observer.follow(looking('/', '/a'));
    expect(harness.service.watches.count().watches).toBe(8);
    await observer.follow(looking('/'));
    await settled();
    expect(harness.service.watches.count().watches).toBe(4);
    news();
    await other.setData('/a/1', bytes('unseen'));
    await gathered();
    expect(news().rows).toEqual([]);
    await observer.follow({ open: [], others: [], filter: '' });
    await settled();
    expect(harness.service.watches.count().watches).toBe(0);
  });

  test('gathers what happens at once', async () => {
    await observer.follow(looking('/a'));
    told.length = 0;
    for (let i = 0; i < 50; i++) await other.create(`/a/more-${i}`, null);
    await gathered();
    expect(told.length).toBeLessThan(4);
    expect(told.at(-1)?.listings[0]?.total).toBe(54);
  });

  test('tells a part of very many children, and more on request', async () => {
    await observer.follow({ ...looking(), open: [{ path: '/a', limit: 2 }] });
    expect(news().listings).toEqual(['/a: 1,2 of 4']);
    await observer.follow({ ...looking(), open: [{ path: '/a', limit: 3 }] });
    expect(news()).toMatchObject({
      listings: ['/a: 1,2,10 of 4'],
      rows: ['/a/10 = data of /a/10, 0 below'],
    });
  });

  test('leaves out long data', async () => {
    await other.setData('/b', new Uint8Array(SHORT_BYTES + 1));
    await observer.follow({ ...looking(), others: ['/b'] });
    expect(news().rows).toEqual([`/b = ${SHORT_BYTES + 1} bytes, 0 below`]);
  });

  test('says what is gone, and tells of it when it is back', async () => {
    await observer.follow({ ...looking('/b'), others: ['/a/1'] });
    news();
    await other.delete('/b');
    await other.delete('/a/1');
    await gathered();
    expect(news()).toMatchObject({ gone: ['/b', '/a/1'], rows: [] });
    await other.create('/b', bytes('back'));
    await gathered();
    expect(news()).toMatchObject({ listings: ['/b:  of 0'], rows: ['/b = back, 0 below'] });
  });

  test('says what may not be read', async () => {
    await other.addAuth('digest', bytes('me:secret'));
    const acl = [{ permissions: 31, scheme: 'auth', id: '' }];
    await other.create('/a/secret', bytes('s'), { acl });
    await observer.follow(looking('/a', '/a/secret'));
    expect(told[0]?.listings.find(({ path }) => path === '/a/secret')?.denied).toBe(true);
    expect(told[0]?.rows.find(({ path }) => path === '/a/secret')).toEqual({ path: '/a/secret' });
  });

  test('shows paths that contain a text, with those above them, and follows', async () => {
    await observer.follow({ ...looking('/', '/a', '/a/x'), filter: 'DEE' });
    expect(told[0]).toMatchObject({ found: 1 });
    expect(news().listings).toEqual(['/: a of 3', '/a: x of 4', '/a/x: deep of 1']);
    await other.create('/b/deer', null);
    await gathered();
    expect(told.at(-1)).toMatchObject({ found: 2 });
    expect(news().listings).toContain('/: a,b of 3');
    await observer.follow({ ...looking('/', '/a', '/a/x'), filter: 'nowhere' });
    expect(told[0]).toMatchObject({ found: 0 });
    expect(news().listings).toContain('/:  of 3');
    await observer.follow(looking('/'));
    expect(news().listings).toEqual(['/: a,b,zookeeper of 3']);
    await settled();
    // Those of the rows alone.
    expect(harness.service.watches.count().watches).toBe(4);
    await other.setData('/', bytes('root'));
    await gathered();
    expect(news().rows).toEqual(['/ = root, 3 below']);
  });

  test('tells what has happened while there was no connection', async () => {
    client.onState((state) => {
      if (state === 'connected') observer.reconnected({ sameSession: true });
    });
    await observer.follow(looking('/a'));
    news();
    await harness.stop();
    await harness.restart();
    await harness.clock.advance(3_000);
    other = await harness.client();
    expect(news().listings).toEqual(['/a: 1,2,10,x of 4']);
    await other.create('/a/new', null);
    await gathered();
    expect(news().listings).toEqual(['/a: 1,2,10,new,x of 5']);
  });

  test('watches again in another session', async () => {
    const renewing = await harness.client({ renew: true });
    const heard: ZnodeChanges[] = [];
    const again = new TreeObserver(renewing, harness.clock, (changes) => heard.push(changes));
    renewing.onState((state) => {
      if (state === 'connected') again.reconnected({ sameSession: false });
    });
    await again.follow(looking('/a'));
    harness.service.endSession(renewing.sessionId);
    await harness.clock.advance(1_000);
    heard.length = 0;
    await other.create('/a/new', null);
    await gathered();
    expect(heard.flatMap(({ listings }) => listings.map(({ total }) => total))).toEqual([5]);
  });
});
