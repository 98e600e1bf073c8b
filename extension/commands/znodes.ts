import * as vscode from 'vscode';
import type { ZnodeMode } from '../../server/contract/znodes.ts';
import type { Context } from '../context.ts';
import { formatNumber, t } from '../l10n.ts';
import { checkName, checkPath, childPath, isKafkas } from '../zookeeper/paths.ts';
import type { ZnodeClient } from '../zookeeper/view.ts';
import { editableValue, parseValue, readValue } from '../zookeeper/znode-value.ts';
import { askChoice, askInTurn, askText, Cancelled, confirm, type Step } from './questions.ts';
import { offerStart } from './run.ts';

/** What commands are called with by rows of the view, and by other code instead of asking. */
interface ZnodeArgument {
  readonly path: string;
  /** The text to set, or to make a znode with. */
  readonly value?: string;
  readonly name?: string;
  readonly mode?: ZnodeMode;
  /** Whether the user has agreed already. */
  readonly confirmed?: boolean;
}

export async function refreshZnodes({ zookeeper }: Context): Promise<void> {
  await zookeeper.refresh();
}

/** Shows the data of a znode in a read-only editor. Resolves to its text. */
export async function openZnode(context: Context, argument?: unknown): Promise<string> {
  await clientOf(context);
  const { path } = await znodeFrom(context, t('Open Znode Value'), argument);
  return (await context.zookeeper.documents.open(path)).getText();
}

/** Copies the path. Resolves to it. */
export async function copyZnodePath(context: Context, argument?: unknown): Promise<string> {
  const { path } = await znodeFrom(context, t('Copy Znode Path'), argument);
  return copy(path, path);
}

/** Copies the data as it is shown: JSON laid out over lines, bytes as a hex dump. Resolves to it. */
export async function copyZnodeValue(context: Context, argument?: unknown): Promise<string> {
  const client = await clientOf(context);
  const { path } = await znodeFrom(context, t('Copy Znode Value'), argument);
  const value = readValue((await client.call('read', path)).data);
  return copy(value.kind === 'none' ? '' : value.text, t('the value of {0}', path));
}

/** Makes a znode below another. Resolves to its path. */
export async function createZnode(context: Context, argument?: unknown): Promise<string> {
  const client = await clientOf(context);
  const title = t('Create Znode');
  const given = await znodeFrom(context, title, argument, t('The znode that it is to be below'));
  let { name = '', value = '', mode = 'persistent' } = given;
  if (given.name === undefined) {
    const step = (number: number): Step => ({ title, step: number, of: 3 });
    await askInTurn([
      async () => {
        const prompt = t('Name of the znode below {0}', given.path);
        const answer = await askText(step(1), { prompt, value: name, check: checkName });
        if (answer !== 'back') name = answer.value;
        return answer;
      },
      async () => {
        const question = { prompt: valuePrompt(), value, check: () => undefined };
        const answer = await askText(step(2), question);
        if (answer !== 'back') value = answer.value;
        return answer;
      },
      async () => {
        const answer = await askChoice(step(3), t('Kind of znode'), modes());
        if (answer !== 'back') mode = answer.value.mode;
        return answer;
      },
    ]);
  }
  const created = await client.call('create', {
    path: childPath(given.path, name),
    data: value === '' ? null : parseValue(value),
    mode,
  });
  await context.zookeeper.reveal(created);
  return created;
}

/** Gives a znode other data, unless someone else does meanwhile. Resolves to whether it did. */
export async function setZnodeValue(context: Context, argument?: unknown): Promise<boolean> {
  const client = await clientOf(context);
  const title = t('Set Znode Value');
  const { path, value: given } = await znodeFrom(context, title, argument);
  const { data, stat } = await client.call('read', path);
  const before = editableValue(data);
  let value = given;
  if (value === undefined) {
    const answer = await askText(
      { title: `${title}: ${path}`, step: 1, of: 1 },
      {
        prompt: valuePrompt(),
        value: before ?? '',
        placeholder:
          before === undefined ? t('It has several lines; what you type replaces them') : '',
        check: () => warningFor(path),
      },
    );
    if (answer === 'back' || answer.value === before) return false;
    value = answer.value;
  }
  await client.call('setData', { path, data: parseValue(value), version: stat.version });
  return true;
}

/** Deletes a znode with all below it. Resolves to how many znodes went. */
export async function deleteZnode(context: Context, argument?: unknown): Promise<number> {
  const client = await clientOf(context);
  const { path, confirmed } = await znodeFrom(context, t('Delete Znode'), argument);
  const below = await client.call('count', path);
  const detail = [...(isKafkas(path) ? [warning()] : []), t('This cannot be undone.')].join('\n');
  const agreed = confirmed || (await confirm(questionFor(path, below), detail, t('Delete')));
  return agreed ? client.call('delete', path) : 0;
}

/** Shows another page of a znode's children. */
export async function showMoreZnodes({ zookeeper }: Context, path: unknown): Promise<void> {
  zookeeper.showMore(String(path));
}

/** Only znodes whose paths hold a text. */
export async function filterZnodes({ zookeeper }: Context, text?: unknown): Promise<void> {
  if (typeof text === 'string') {
    zookeeper.setFilter(text);
    return;
  }
  const before = zookeeper.tree.filter;
  const box = vscode.window.createInputBox();
  box.title = t('Filter Znodes by Path');
  box.prompt = t('Part of the path, in upper or lower case');
  box.value = before;
  await new Promise<void>((resolve) => {
    let after = before;
    box.onDidChangeValue((value) => zookeeper.setFilter(value.trim()));
    box.onDidAccept(() => {
      after = box.value.trim();
      box.hide();
    });
    box.onDidHide(() => {
      zookeeper.setFilter(after);
      resolve();
    });
    box.show();
  });
  box.dispose();
}

export async function clearZnodeFilter({ zookeeper }: Context): Promise<void> {
  zookeeper.setFilter('');
}

function questionFor(path: string, below: number): string {
  if (below === 0) return t("Delete the znode '{0}'?", path);
  if (below === 1) return t("Delete the znode '{0}' and the one below it?", path);
  return t("Delete the znode '{0}' and the {1} below it?", path, formatNumber(below));
}

/** @throws Cancelled if nothing runs and the user does not start it. */
async function clientOf(context: Context): Promise<ZnodeClient> {
  await context.cluster.attach();
  if (context.zookeeper.client === undefined) await offerStart(context);
  const { client } = context.zookeeper;
  if (client === undefined) throw new Cancelled();
  return client;
}

/** The znode that a command is about: a row's, or one whose path the user types. @throws Cancelled */
async function znodeFrom(
  { zookeeper }: Context,
  title: string,
  argument: unknown,
  prompt = t('Path of the znode'),
): Promise<ZnodeArgument> {
  if (typeof argument === 'object' && argument !== null && 'path' in argument) {
    return argument as ZnodeArgument;
  }
  // A key was pressed in the view: it is about what is selected there.
  const { selection } = zookeeper;
  if (argument === 'selection' && selection !== undefined) return { path: selection };
  const answer = await askText(
    { title, step: 1, of: 1 },
    { prompt, value: selection ?? '/', check: checkPath },
  );
  return { path: answer === 'back' ? '/' : answer.value };
}

function modes(): (vscode.QuickPickItem & { readonly mode: ZnodeMode })[] {
  return [
    { label: t('Persistent'), detail: t('Stays until it is deleted'), mode: 'persistent' },
    {
      label: t('Persistent, sequential'),
      detail: t('ZooKeeper adds a number of ten digits to its name'),
      mode: 'persistentSequential',
    },
    {
      label: t('Container'),
      detail: t('Goes by itself some time after its last child'),
      mode: 'container',
    },
  ];
}

function valuePrompt(): string {
  return t('Its value: text, or bytes in hexadecimal behind 0x');
}

function warningFor(path: string): vscode.InputBoxValidationMessage | undefined {
  if (!isKafkas(path)) return undefined;
  return { message: warning(), severity: vscode.InputBoxValidationSeverity.Warning };
}

function warning(): string {
  return t('Kafka keeps its own state here: brokers may fail when it is not what they expect.');
}

async function copy(text: string, what: string): Promise<string> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(t('Copied {0}', what), 2_000);
  return text;
}
