import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { effectiveAcl, permits } from '../../../server/zookeeper/access-control.ts';
import { base64, digestIdentity, sha1 } from '../../../server/zookeeper/digest.ts';
import { ipMatches, isIpPattern } from '../../../server/zookeeper/ip-address.ts';
import { type Acl, openAcl, Permission } from '../../../server/zookeeper/znode.ts';
import { fc } from '../../harness/fast-check.ts';
import { bytes, ServiceHarness } from './service-harness.ts';

const acl = (scheme: string, id: string, permissions: number = Permission.ALL): Acl => ({
  permissions,
  scheme,
  id,
});

describe('digests', () => {
  test('are those that ZooKeeper makes', () => {
    expect(digestIdentity(bytes('super:admin'))).toEqual({
      scheme: 'digest',
      id: 'super:xQJmxLMiHGwaqBvst5y6rkB6HQs=',
    });
  });

  test('SHA-1 and Base64 agree with the system’s', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
        const digest = sha1(message);
        expect(digest).toEqual(new Uint8Array(createHash('sha1').update(message).digest()));
        expect(base64(message)).toBe(Buffer.from(message).toString('base64'));
      }),
    );
  });
});

test.each([
  ['127.0.0.1', '127.0.0.1', true],
  ['127.0.0.1', '127.0.0.2', false],
  ['10.0.0.0/8', '10.200.3.4', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['192.168.4.0/22', '192.168.7.255', true],
  ['192.168.4.0/22', '192.168.8.0', false],
  ['0.0.0.0/0', '8.8.8.8', true],
  ['127.0.0.1', '::ffff:127.0.0.1', true],
  ['::1', '0:0:0:0:0:0:0:1', true],
  ['fe80::/10', 'fe80::1%eth0', true],
  ['2001:db8::/32', '2001:db9::1', false],
  ['127.0.0.1', '::1', false],
])('the address pattern %s and %s: %s', (pattern, address, matches) => {
  expect(ipMatches(pattern, address)).toBe(matches);
});

test.each([
  '',
  '1.2.3',
  '1.2.3.256',
  '1.2.3.4/33',
  '1.2.3.4/',
  '1.2.3.4/8/8',
  '1::2::3',
  ':1',
  'x',
])('"%s" is no address pattern', (pattern) => {
  expect(isIpPattern(pattern)).toBe(false);
});

describe('permissions', () => {
  const alice = digestIdentity(bytes('alice:secret'));

  test('go to whom an entry names, for what it names', () => {
    const list = [
      acl('digest', alice.id, Permission.WRITE),
      acl('ip', '10.0.0.0/8', Permission.READ),
    ];
    expect(permits(list, Permission.WRITE, [alice])).toBe(true);
    expect(permits(list, Permission.READ, [alice])).toBe(false);
    expect(permits(list, Permission.READ, [alice, { scheme: 'ip', id: '10.1.1.1' }])).toBe(true);
    expect(permits(list, Permission.READ | Permission.WRITE, [alice])).toBe(true);
    expect(permits(openAcl, Permission.ADMIN, [])).toBe(true);
    expect(permits([], Permission.ADMIN, [])).toBe(true);
  });

  test('"auth" becomes the identities proved, duplicates go', () => {
    const ip = { scheme: 'ip', id: '::1' };
    expect(effectiveAcl([acl('auth', ''), acl('auth', 'x')], [ip, alice], '/')).toEqual([
      acl('digest', alice.id),
    ]);
    expect(effectiveAcl([...openAcl, ...openAcl], [], '/')).toBe(openAcl);
  });

  test.each<[string, Acl[]]>([
    ['none', []],
    ['auth by nobody', [acl('auth', '')]],
    ['another world', [acl('world', 'me')]],
    ['a digest without one', [acl('digest', 'alice')]],
    ['an unknown scheme', [acl('sasl', 'alice')]],
    ['a bad address', [acl('ip', '1.2.3')]],
  ])('an ACL of %s is invalid', (_, list) => {
    expect(() => effectiveAcl(list, [{ scheme: 'ip', id: '::1' }], '/a')).toThrow('INVALIDACL');
  });
});

describe.each(['local', 'client'] as const)('an ACL (%s)', (kind) => {
  test('holds for every operation, and for events', async () => {
    const harness = await ServiceHarness.open();
    const [alice, mallory] = [await harness[kind](), await harness[kind]()];
    await alice.addAuth('digest', bytes('alice:secret'));
    await alice.create('/p', null, { acl: [acl('auth', '')] });
    let heard = 0;
    await mallory.addWatch('/', 'persistentRecursive', () => heard++);
    const denied = [
      mallory.getData('/p'),
      mallory.exists('/p'),
      mallory.getChildren('/p'),
      mallory.getAcl('/p'),
      mallory.setData('/p', null),
      mallory.setAcl('/p', openAcl),
      mallory.create('/p/a', null),
      mallory.multi([{ type: 'check', path: '/p', version: 0 }]),
    ];
    for (const attempt of denied) await expect(attempt).rejects.toMatchObject({ code: 'NOAUTH' });
    await alice.setData('/p', bytes('1'));
    await alice.create('/p/a', null, { acl: [acl('auth', '')] });
    await mallory.sync('/');
    expect(heard).toBe(0);

    await alice.setAcl('/p', [acl('auth', ''), acl('world', 'anyone', Permission.READ)]);
    await alice.setData('/p', bytes('2'));
    await mallory.sync('/');
    expect(heard).toBe(1);
    // Whoever may read may see who else may, but not the digest of a password.
    expect((await mallory.getAcl('/p')).acl.map(({ id }) => id)).toEqual(['alice:x', 'anyone']);
    expect((await alice.getAcl('/p')).acl[0]?.id).toBe(digestIdentity(bytes('alice:secret')).id);
    await expect(mallory.delete('/p/a')).rejects.toMatchObject({ code: 'NOAUTH' });
  });

  test('is refused with a scheme that there is not', async () => {
    const harness = await ServiceHarness.open();
    const zk = await harness[kind]();
    await expect(zk.addAuth('sasl', bytes('x'))).rejects.toMatchObject({ code: 'AUTHFAILED' });
  });
});
