import { expect, test } from 'vitest';
import { KeptRegistries } from '../../../../extension/messages/kept-registries.ts';

/** What VS Code has: a workspace's state, and a keychain that all workspaces share. */
function storage(keychain = new Map<string, string>()) {
  const state = new Map<string, unknown>();
  const registries = new KeptRegistries({
    workspaceState: {
      get: <T>(key: string) => state.get(key) as T,
      update: async (key: string, value: unknown) => void state.set(key, value),
    },
    secrets: {
      get: async (key) => keychain.get(key),
      store: async (key, value) => void keychain.set(key, value),
      delete: async (key) => void keychain.delete(key),
    },
  });
  return { registries, state, keychain };
}

const orders = { url: 'http://orders:8081', user: 'me', password: 'hidden' };

test('keep passwords in the keychain alone', async () => {
  const { registries, state } = storage();
  await registries.keep('a', orders);
  expect(JSON.stringify([...state])).not.toContain('hidden');
  expect(await registries.of('a')).toEqual(orders);
  expect(registries.open('a')).toEqual({ url: 'http://orders:8081', user: 'me' });
  expect(await registries.of('b')).toBeUndefined();
});

test('forget the password of a registry that has none any more', async () => {
  const { registries, keychain } = storage();
  await registries.keep('a', orders);
  await registries.keep('a', { url: 'http://other:8081' });
  expect(keychain.size).toBe(0);
  expect(await registries.of('a')).toEqual({ url: 'http://other:8081' });
});

test('leave nothing behind of a cluster that is forgotten, and all of others', async () => {
  const { registries, keychain } = storage();
  await registries.keep('a', orders);
  await registries.keep('b', { ...orders, password: 'other' });
  await registries.forget('a');
  expect(await registries.of('a')).toBeUndefined();
  expect([...keychain.values()]).toEqual(['other']);
  expect(await registries.of('b')).toMatchObject({ password: 'other' });
});

test('forget what another workspace has put into the keychain', async () => {
  const elsewhere = storage();
  await elsewhere.registries.keep('a', orders);
  await storage(elsewhere.keychain).registries.forget('a');
  expect(elsewhere.keychain.size).toBe(0);
});
