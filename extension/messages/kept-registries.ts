import type * as vscode from 'vscode';
import type { SchemaRegistry } from '../../server/contract/messages/decoding.ts';

const KEY = 'millrace.messages.registries';

/** What is kept of a registry in the open. */
export type OpenRegistry = Pick<SchemaRegistry, 'url' | 'user'>;

/** Where VS Code keeps things. */
export interface RegistryStorage {
  readonly workspaceState: Pick<vscode.Memento, 'get' | 'update'>;
  readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;
}

/** The schema registries that the user was asked for, by cluster: addresses in the workspace, passwords in the keychain. */
export class KeptRegistries {
  readonly #storage: RegistryStorage;

  constructor(storage: RegistryStorage) {
    this.#storage = storage;
  }

  async of(cluster: string): Promise<SchemaRegistry | undefined> {
    const kept = this.open(cluster);
    if (kept === undefined) return undefined;
    const password = await this.#storage.secrets.get(secretKeyOf(cluster));
    return { ...kept, ...(password !== undefined && { password }) };
  }

  /** Without what is secret. */
  open(cluster: string): OpenRegistry | undefined {
    return this.#all[cluster];
  }

  async keep(cluster: string, { password, ...open }: SchemaRegistry): Promise<void> {
    const { secrets } = this.#storage;
    if (password === undefined) await secrets.delete(secretKeyOf(cluster));
    else await secrets.store(secretKeyOf(cluster), password);
    await this.#update({ ...this.#all, [cluster]: open });
  }

  /** Also where another workspace has asked for it: the keychain is one for all. */
  async forget(cluster: string): Promise<void> {
    await this.#storage.secrets.delete(secretKeyOf(cluster));
    const { [cluster]: gone, ...others } = this.#all;
    if (gone !== undefined) await this.#update(others);
  }

  get #all(): Readonly<Record<string, OpenRegistry>> {
    return this.#storage.workspaceState.get<Record<string, OpenRegistry>>(KEY) ?? {};
  }

  async #update(all: Readonly<Record<string, OpenRegistry>>): Promise<void> {
    await this.#storage.workspaceState.update(KEY, all);
  }
}

function secretKeyOf(cluster: string): string {
  return `${KEY}.${cluster}`;
}
