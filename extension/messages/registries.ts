import * as vscode from 'vscode';
import type { SchemaRegistry } from '../../server/contract/messages/decoding.ts';
import type { ReachableCluster } from '../clusters/clusters.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { t } from '../l10n.ts';
import { KeptRegistries, type RegistryStorage } from './kept-registries.ts';

/** The schema registries of clusters: a connection's own, or one that the user was asked for. */
export class Registries {
  readonly #kept: KeptRegistries;
  readonly #connections: ConnectionStore;

  constructor(storage: RegistryStorage, connections: ConnectionStore) {
    this.#kept = new KeptRegistries(storage);
    this.#connections = connections;
    // What the keychain does not let go of is there no more for anybody.
    connections.removed.on((id) => void this.#kept.forget(id).catch(() => {}));
  }

  async of({ id, connection }: ReachableCluster): Promise<SchemaRegistry | undefined> {
    if (connection?.registry === undefined) return this.#kept.of(id);
    const { registryPassword: password } = await this.#connections.secrets(id);
    return { ...connection.registry, ...(password !== undefined && { password }) };
  }

  /** Asks for a registry's address and what it wants. Undefined if the user changes their mind. */
  async ask({ id, name }: ReachableCluster): Promise<SchemaRegistry | undefined> {
    const title = t('Schema Registry of {0}', name);
    const url = await vscode.window.showInputBox({
      title,
      prompt: t('The address of a Confluent-compatible schema registry'),
      value: this.#kept.open(id)?.url ?? 'http://localhost:8081',
      ignoreFocusOut: true,
      validateInput: (text) =>
        isAddress(text) ? undefined : t('An address such as http://localhost:8081.'),
    });
    if (url === undefined) return undefined;
    const user = await vscode.window.showInputBox({
      title,
      prompt: t('The user name, or nothing if none is asked for'),
      ignoreFocusOut: true,
    });
    if (user === undefined) return undefined;
    const password =
      user === ''
        ? undefined
        : await vscode.window.showInputBox({
            title,
            prompt: t('The password'),
            password: true,
            ignoreFocusOut: true,
          });
    if (user !== '' && password === undefined) return undefined;
    const registry = {
      url,
      ...(user !== '' && { user }),
      ...(password !== undefined && { password }),
    };
    await this.#kept.keep(id, registry);
    return registry;
  }
}

/** One with a password is none: addresses are kept in the open, and the password is asked for. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, password } = new URL(text);
  return /^https?:$/.test(protocol) && password === '';
}
