import { expect, test } from 'vitest';
import { ConnectionStore } from '../../../../extension/connections/connection-store.ts';

const connection = (name: string) => ({
  name,
  properties: { 'bootstrap.servers': 'a:9092' },
  readOnly: false,
});
const secrets = { properties: { 'sasl.password': 'hidden' } };

/** A store, and what VS Code has of it: openly and in the keychain, which answers later. */
function store() {
  const state = new Map<string, unknown>();
  const keychain = new Map<string, string>();
  const own = new ConnectionStore({
    state: {
      get: <T>(key: string) => state.get(key) as T,
      update: async (key: string, value: unknown) => {
        state.set(key, value);
      },
    },
    secrets: {
      get: async (key) => keychain.get(key),
      store: async (key, value) => {
        await Promise.resolve();
        keychain.set(key, value);
      },
      delete: async (key) => {
        keychain.delete(key);
      },
    },
  });
  return { own, state, keychain };
}

test('keeps secrets in the keychain alone, and forgets both', async () => {
  const { own, state, keychain } = store();
  const { id } = await own.add(connection('Orders'), secrets);
  expect(JSON.stringify([...state])).not.toContain('hidden');
  expect(await own.secrets(id)).toEqual(secrets);
  await own.remove(id);
  expect(own.all).toEqual([]);
  expect(keychain.size).toBe(0);
});

test('loses none of several that come at once', async () => {
  const { own } = store();
  await Promise.all(['a', 'b', 'c'].map((name) => own.add(connection(name), secrets)));
  expect(own.all.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
});

test('has another revision after each change', async () => {
  const { own } = store();
  const added = await own.add(connection('Orders'), secrets);
  let told = 0;
  own.changed.on(() => told++);
  await own.replace({ ...added, readOnly: true }, secrets);
  expect(own.get(added.id)).toMatchObject({ readOnly: true, revision: 2 });
  expect(told).toBe(1);
});

test('keeps no secret of a connection that was removed while it was edited', async () => {
  const { own, keychain } = store();
  const added = await own.add(connection('Orders'), secrets);
  await own.remove(added.id);
  await expect(own.replace(added, secrets)).rejects.toThrow('not connected any more');
  expect(keychain.size).toBe(0);
});
