import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { t } from '../l10n.ts';
import { Signal } from '../signal.ts';
import type { Connection, ConnectionSecrets } from './connection.ts';

const KEY = 'millrace.connections';

/** Where VS Code keeps things; `setKeysForSync` is not used, since secrets would stay behind. */
export interface Storage {
  readonly state: Pick<vscode.Memento, 'get' | 'update'>;
  readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;
}

/** The connections that the user has told of; what is secret of them is in the system's keychain alone. */
export class ConnectionStore {
  /** Fires when there is one more or less, or one is different. */
  readonly changed = new Signal<void>();
  /** Fires with the id of one that is no more: whatever is kept of it elsewhere is to go. */
  readonly removed = new Signal<string>();
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** In the order in which they came. */
  get all(): readonly Connection[] {
    return this.#storage.state.get<Connection[]>(KEY) ?? [];
  }

  get(id: string): Connection | undefined {
    return this.all.find((connection) => connection.id === id);
  }

  /** Nothing but an empty configuration if it has no secrets, or the keychain has lost them. */
  async secrets(id: string): Promise<ConnectionSecrets> {
    const text = await this.#storage.secrets.get(secretKeyOf(id));
    return text === undefined ? { properties: {} } : (JSON.parse(text) as ConnectionSecrets);
  }

  async add(
    connection: Omit<Connection, 'id' | 'revision'>,
    secrets: ConnectionSecrets,
  ): Promise<Connection> {
    const added = { ...connection, id: randomUUID(), revision: 1 };
    await this.#keep(added.id, secrets, (all) => [...all, added]);
    return added;
  }

  /** Puts a connection in the place of the one with its id. @throws Error if that is gone */
  async replace(
    connection: Omit<Connection, 'revision'>,
    secrets: ConnectionSecrets,
  ): Promise<void> {
    if (this.get(connection.id) === undefined) {
      throw new Error(t('This cluster is not connected any more.'));
    }
    await this.#keep(connection.id, secrets, (all) =>
      all.map((each) =>
        each.id === connection.id ? { ...connection, revision: each.revision + 1 } : each,
      ),
    );
  }

  async remove(id: string): Promise<void> {
    await this.#storage.state.update(
      KEY,
      this.all.filter((connection) => connection.id !== id),
    );
    await this.#storage.secrets.delete(secretKeyOf(id));
    this.removed.fire(id);
    this.changed.fire();
  }

  /** Secrets first: a connection without its password is worse than a password without a connection. */
  async #keep(
    id: string,
    secrets: ConnectionSecrets,
    change: (all: readonly Connection[]) => readonly Connection[],
  ): Promise<void> {
    await this.#storage.secrets.store(secretKeyOf(id), JSON.stringify(secrets));
    // Only now: others may have come while the keychain was asked.
    await this.#storage.state.update(KEY, change(this.all));
    this.changed.fire();
  }
}

function secretKeyOf(id: string): string {
  return `${KEY}.${id}`;
}
