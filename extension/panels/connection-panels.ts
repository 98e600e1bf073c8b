import * as vscode from 'vscode';
import { parseProperties } from '../../server/properties/properties-text.ts';
import type {
  ConnectionFields,
  ConnectionForm,
  ConnectionRequests,
  KeptConnection,
} from '../../webview/contract/connection.ts';
import { KafkaClient } from '../clusters/kafka-client.ts';
import type { ConnectionSecrets } from '../connections/connection.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import {
  type Beginning,
  beginningOf,
  connectionOf,
  emptyFields,
  fieldsOf,
  keptSecrets,
  propertiesOf,
} from '../connections/fields.ts';
import { t } from '../l10n.ts';
import { WebviewChannel } from './webview-channel.ts';
import { webviewPage, webviewRoot } from './webview-page.ts';

const VIEW_TYPE = 'millrace.connection';

/** Stands for the connection that there is not yet. */
const NEW = 'new';

const empty: Beginning = { fields: emptyFields, secrets: { properties: {} } };

/** The forms for connections: one for each that is edited, and one for a new one. */
export class ConnectionPanels implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #worker: string;
  readonly #store: ConnectionStore;
  readonly #panels = new Map<string, vscode.WebviewPanel>();
  readonly #channels = new Set<vscode.Disposable>();
  readonly #serializer: vscode.Disposable;

  /** `extension` is the folder of the extension, `worker` the Kafka client's bundle. */
  constructor(extension: vscode.Uri, worker: string, store: ConnectionStore) {
    this.#extension = extension;
    this.#worker = worker;
    this.#store = store;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      deserializeWebviewPanel: async (panel, kept?: KeptConnection) => {
        const id = kept?.id;
        const isGone = id !== undefined && store.get(id) === undefined;
        if (isGone || this.#panels.has(id ?? NEW)) panel.dispose();
        else this.#adopt(panel, id, empty);
      },
    });
  }

  /** Shows the form of a connection, or of a new one, with what that begins with. */
  show(id?: string, beginning = empty): void {
    const open = this.#panels.get(id ?? NEW);
    if (open !== undefined && beginning === empty) {
      open.reveal();
      return;
    }
    open?.dispose();
    const column = vscode.ViewColumn.Active;
    this.#adopt(vscode.window.createWebviewPanel(VIEW_TYPE, '', column), id, beginning);
  }

  /** The titles of the forms that are open. */
  get titles(): string[] {
    return [...this.#panels.values()].map(({ title }) => title);
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const channel of this.#channels) channel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, id: string | undefined, { fields, secrets }: Beginning): void {
    // Those of a file take the place of those that are kept.
    let imported = secrets;
    const before = async (): Promise<ConnectionSecrets> => {
      const kept = await this.#secretsOf(id);
      return { ...kept, properties: { ...kept.properties, ...imported.properties } };
    };
    const connection = id === undefined ? undefined : this.#store.get(id);
    const title = connection === undefined ? t('New Connection') : connection.name;
    panel.title = title;
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [webviewRoot(this.#extension)],
    };
    const channel = new WebviewChannel<ConnectionRequests, never>(panel.webview, {
      load: async () => this.#load(id, fields, await before()),
      chooseFile,
      importProperties: async (now) => {
        const found = await importedConnection();
        if (found === undefined) return null;
        imported = found.secrets;
        const { registryUrl, registryUser, readOnly, mark } = now;
        const own = { registryUrl, registryUser, readOnly, mark };
        return {
          // A file says nothing of these.
          fields: { ...found.fields, ...own, name: now.name || found.fields.name },
          kept: keptSecrets(await before()),
        };
      },
      test: async (now) => {
        const client = new KafkaClient(this.#worker, propertiesOf(now, await before()));
        try {
          return await client.call('diagnose', null);
        } finally {
          client.dispose();
        }
      },
      save: async (now) => {
        await this.#save(id, now, await before());
        // The answer is for a page that is there.
        setTimeout(() => panel.dispose());
        return null;
      },
    });
    this.#channels.add(channel);
    panel.onDidDispose(() => {
      channel.dispose();
      this.#channels.delete(channel);
      this.#panels.delete(id ?? NEW);
    });
    this.#panels.set(id ?? NEW, panel);
    panel.webview.html = webviewPage(panel.webview, this.#extension, 'connection', title);
  }

  #load(
    id: string | undefined,
    fields: ConnectionFields,
    secrets: ConnectionSecrets,
  ): ConnectionForm {
    const connection = id === undefined ? undefined : this.#store.get(id);
    const shown = connection === undefined ? fields : fieldsOf(connection);
    return { id, fields: shown, kept: keptSecrets(secrets) };
  }

  async #save(
    id: string | undefined,
    fields: ConnectionFields,
    before: ConnectionSecrets,
  ): Promise<void> {
    const { connection, secrets } = connectionOf(fields, before);
    const isTaken = this.#store.all.some(
      (other) => other.id !== id && other.name === connection.name,
    );
    if (isTaken) throw new Error(t("There is another connection named '{0}'.", connection.name));
    if (id === undefined) await this.#store.add(connection, secrets);
    else await this.#store.replace({ ...connection, id }, secrets);
  }

  async #secretsOf(id: string | undefined): Promise<ConnectionSecrets> {
    return id === undefined ? empty.secrets : await this.#store.secrets(id);
  }
}

async function chooseFile(
  field: ConnectionRequests['chooseFile']['argument'],
): Promise<string | null> {
  const titles = {
    authorityFile: t('Certificates of the Authorities to Trust (PEM)'),
    certificateFile: t('Certificate of This Client (PEM)'),
    keyFile: t('Private Key of This Client (PEM)'),
  };
  const [file] = (await vscode.window.showOpenDialog({ title: titles[field] })) ?? [];
  return file?.fsPath ?? null;
}

/** What a `.properties` file says that the user chooses; undefined if none. @throws Error for one that names no cluster. */
export async function importedConnection(): Promise<Beginning | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: t('Configuration of a Kafka Client'),
      filters: { [t('Properties')]: ['properties', 'conf', 'config'], [t('All Files')]: ['*'] },
    })) ?? [];
  if (file === undefined) return undefined;
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const { fields, secrets } = beginningOf(parseProperties(text));
  const name =
    file.path
      .split('/')
      .at(-1)
      ?.replace(/\.\w+$/, '') ?? '';
  if (fields.bootstrap === '') {
    throw new Error(
      t('{0} names no bootstrap.servers, so it is not known which cluster it is for.', name),
    );
  }
  return { fields: { ...fields, name }, secrets };
}
