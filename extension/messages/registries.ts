import * as vscode from 'vscode';
import type { SchemaRegistry } from '../../server/contract/messages/decoding.ts';
import type { ReachableCluster } from '../clusters/clusters.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { t } from '../l10n.ts';

const KEY = 'millrace.messages.registries';

/** What is kept of a registry; its password is in the keychain. */
interface KeptRegistry {
  readonly url: string;
  readonly user?: string;
}

/** The schema registries of clusters: a connection's own, or one that the user was asked for. */
export class Registries {
  readonly #extension: vscode.ExtensionContext;
  readonly #connections: ConnectionStore;

  constructor(extension: vscode.ExtensionContext, connections: ConnectionStore) {
    this.#extension = extension;
    this.#connections = connections;
  }

  async of({ id, connection }: ReachableCluster): Promise<SchemaRegistry | undefined> {
    if (connection?.registry !== undefined) {
      const { registryPassword: password } = await this.#connections.secrets(id);
      return { ...connection.registry, ...(password !== undefined && { password }) };
    }
    const kept = this.#all[id];
    if (kept === undefined) return undefined;
    const password = await this.#extension.secrets.get(secretKeyOf(id));
    return { ...kept, ...(password !== undefined && { password }) };
  }

  /** Asks for a registry's address and what it wants. Undefined if the user changes their mind. */
  async ask({ id, name }: ReachableCluster): Promise<SchemaRegistry | undefined> {
    const title = t('Schema Registry of {0}', name);
    const url = await vscode.window.showInputBox({
      title,
      prompt: t('The address of a Confluent-compatible schema registry'),
      value: this.#all[id]?.url ?? 'http://localhost:8081',
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
    const kept: KeptRegistry = { url, ...(user !== '' && { user }) };
    if (password === undefined) await this.#extension.secrets.delete(secretKeyOf(id));
    else await this.#extension.secrets.store(secretKeyOf(id), password);
    await this.#extension.workspaceState.update(KEY, { ...this.#all, [id]: kept });
    return { ...kept, ...(password !== undefined && { password }) };
  }

  get #all(): Readonly<Record<string, KeptRegistry>> {
    return this.#extension.workspaceState.get<Record<string, KeptRegistry>>(KEY) ?? {};
  }
}

function secretKeyOf(cluster: string): string {
  return `${KEY}.${cluster}`;
}

/** One with a password is none: addresses are kept in the open, and the password is asked for. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, password } = new URL(text);
  return /^https?:$/.test(protocol) && password === '';
}
