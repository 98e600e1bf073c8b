import { expect, test } from 'vitest';
import { deleteSubtree, listSubtree } from '../../../server/zookeeper/subtree.ts';
import { bytes, ServiceHarness } from './service-harness.ts';

async function tree(...paths: string[]) {
  const coordination = await (await ServiceHarness.open()).local();
  for (const path of paths) await coordination.create(path, null);
  return coordination;
}

test('lists what is below, parents first', async () => {
  const coordination = await tree('/a', '/a/b', '/a/b/c', '/a/d', '/ab');
  expect((await listSubtree(coordination, '/a')).paths).toEqual(['/a', '/a/b', '/a/d', '/a/b/c']);
  expect((await listSubtree(coordination, '/')).paths).toContain('/ab');
  expect(await listSubtree(coordination, '/a', 2)).toEqual({
    paths: ['/a', '/a/b'],
    complete: false,
  });
  expect((await listSubtree(coordination, '/none')).paths).toEqual(['/none']);
});

test('deletes a whole tree and says how many znodes that were', async () => {
  const coordination = await tree('/a', '/a/b', '/a/b/c', '/a/d', '/ab');
  expect(await deleteSubtree(coordination, '/a')).toBe(4);
  expect((await coordination.getChildren('/')).children.sort()).toEqual(['ab', 'zookeeper']);
  await expect(deleteSubtree(coordination, '/a')).rejects.toMatchObject({ code: 'NONODE' });
});

test('does not delete what it may not', async () => {
  const coordination = await tree('/a');
  await coordination.addAuth('digest', bytes('me:secret'));
  const acl = [{ permissions: 1, scheme: 'world', id: 'anyone' }];
  await coordination.create('/a/b', null, { acl });
  await coordination.create('/a/c', null);
  await coordination.setAcl('/a', acl);
  await expect(deleteSubtree(coordination, '/a')).rejects.toMatchObject({ code: 'NOAUTH' });
  expect((await coordination.getChildren('/a')).children.sort()).toEqual(['b', 'c']);
});
