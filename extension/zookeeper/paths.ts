import { t } from '../l10n.ts';

/** The path of the child `name` of `parent`. */
export function childPath(parent: string, name: string): string {
  return parent === '/' ? `/${name}` : `${parent}/${name}`;
}

/** The path of a znode's parent; of the root, undefined. */
export function parentPath(path: string): string | undefined {
  if (path === '/') return undefined;
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** The last part of a path; of the root, `/`. */
export function nameOf(path: string): string {
  return path === '/' ? path : path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a znode got a number from ZooKeeper when it was made, as far as its name tells. */
export function isSequential(path: string): boolean {
  return /(^|\D)\d{10}$/.test(nameOf(path));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what ZooKeeper forbids
const forbidden = /[\u0000-\u001f\u007f-\u009f\ud800-\uf8ff\ufff0-\uffff]/;

/** What is wrong with the name of a znode to be made, in one sentence; undefined if nothing is. */
export function checkName(name: string): string | undefined {
  if (name === '') return t('A name.');
  if (name.includes('/')) return t('A name without slashes: one znode is made at a time.');
  if (name === '.' || name === '..') return t("A name other than '{0}'.", name);
  return forbidden.test(name) ? t('A name without control characters.') : undefined;
}

/** What is wrong with a path, in one sentence; undefined if nothing is. */
export function checkPath(path: string): string | undefined {
  if (path === '/') return undefined;
  if (!path.startsWith('/')) return t('A path from the root on, as in /brokers/ids.');
  if (path.endsWith('/')) return t('A path without a slash at its end.');
  return path
    .slice(1)
    .split('/')
    .every((name) => checkName(name) === undefined)
    ? undefined
    : t('A path as in /brokers/ids.');
}

/** The first parts of paths that Kafka brokers keep their state under, in ZooKeeper's time of Kafka. */
const kafkas = new Set([
  'admin',
  'brokers',
  'cluster',
  'config',
  'consumers',
  'controller',
  'controller_epoch',
  'delegation_token',
  'feature',
  'isr_change_notification',
  'kafka-acl',
  'kafka-acl-changes',
  'kafka-acl-extended',
  'kafka-acl-extended-changes',
  'latest_producer_id_block',
  'log_dir_event_notification',
]);

/** Whether brokers rely on what is at this path. */
export function isKafkas(path: string): boolean {
  return kafkas.has(path.split('/')[1] ?? '');
}

/** Whether ZooKeeper itself does not let it be deleted. */
export function isFixed(path: string): boolean {
  return path === '/' || /^\/zookeeper(\/(config|quota))?$/.test(path);
}
