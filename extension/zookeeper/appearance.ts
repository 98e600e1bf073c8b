import type { ZnodeStat } from '../../server/contract/znodes.ts';
import { Command, ViewItem, type ViewItemId } from '../contributions.ts';
import type { Appearance } from '../explorer/appearance.ts';
import { find } from '../explorer/filter.ts';
import type { Tooltip } from '../explorer/tooltip.ts';
import { formatBytes, formatNumber, plural, t } from '../l10n.ts';
import { isFixed, isSequential, nameOf } from './paths.ts';
import type { ZnodeRow, ZnodeTree } from './tree.ts';
import { shortValue } from './znode-value.ts';

/** How a row looks, and what a click on it does. */
export interface ZnodeAppearance extends Appearance {
  readonly command?: { readonly id: string; readonly argument: unknown };
}

/** How `row` looks now. */
export function appearanceOf(row: ZnodeRow, tree: ZnodeTree): ZnodeAppearance {
  switch (row.kind) {
    case 'znode':
      return znode(row.path, tree);
    case 'problem':
      return {
        label: t('Not Reachable'),
        description: row.text,
        icon: { id: 'warning', color: 'list.warningForeground' },
        viewItem: ViewItem.znodeProblem,
        expand: 'never',
      };
    case 'message':
      return { label: '', description: row.text, viewItem: ViewItem.message, expand: 'never' };
    case 'more':
      return {
        label: t('Show More'),
        description: t('{0} hidden', formatNumber(row.hidden)),
        icon: { id: 'ellipsis' },
        viewItem: ViewItem.more,
        expand: 'never',
        command: { id: Command.showMoreZnodes, argument: row.of },
      };
  }
}

/** The details of a znode, under the names that zkCli has for them; undefined where nothing is known. */
export function tooltipOf(row: ZnodeRow, { model }: ZnodeTree): Tooltip | undefined {
  if (row.kind !== 'znode') return undefined;
  const known = model.rows.get(row.path);
  if (known === undefined) return undefined;
  const { stat } = known;
  if (stat === undefined) {
    return { title: row.path, lines: [[t('Access'), t('denied by its access control list')]] };
  }
  const lines: [string, string][] = [
    [t('Kind'), kindOf(row.path, stat)],
    ['cZxid', hex(stat.czxid)],
    ['mZxid', hex(stat.mzxid)],
    ['pZxid', hex(stat.pzxid)],
    ['ctime', time(stat.ctime)],
    ['mtime', time(stat.mtime)],
    ['dataVersion', String(stat.version)],
    ['cversion', String(stat.cversion)],
    ['aclVersion', String(stat.aversion)],
    ['ephemeralOwner', stat.ephemeralOwner ?? '0x0'],
    ['dataLength', formatBytes(stat.dataLength)],
    ['numChildren', formatNumber(stat.numChildren)],
  ];
  return { title: row.path, lines };
}

function znode(path: string, tree: ZnodeTree): ZnodeAppearance {
  const known = tree.model.rows.get(path);
  const label = nameOf(path);
  const stat = known?.stat;
  const isOpenable = stat !== undefined && stat.dataLength > 0;
  const hasChildren = stat === undefined ? known === undefined : stat.numChildren > 0;
  const value = valueText(known?.data, stat);
  const children = stat && plural(stat.numChildren, '{0} child', '{0} children');
  const description =
    path === '/' ? tree.address : (value ?? (stat && stat.numChildren > 0 ? children : undefined));
  return {
    label,
    ...highlightOf(path, tree.filter),
    ...(description === undefined ? {} : { description }),
    icon: { id: iconOf(path, known === undefined || stat !== undefined, stat) },
    viewItem: viewItemOf(path, known !== undefined && stat === undefined, stat),
    expand: hasChildren ? expandOf(path, tree) : 'never',
    spoken: [
      path === '/' ? t('root') : label,
      stat ? kindOf(path, stat) : known && t('access denied'),
      path === '/' && tree.address,
      value,
      stat && stat.numChildren > 0 && children,
    ]
      .filter((part) => part)
      .join(', '),
    ...(isOpenable && stat.numChildren === 0
      ? { command: { id: Command.openZnode, argument: tree.znode(path) } }
      : {}),
  };
}

function valueText(
  data: Uint8Array | null | undefined,
  stat: ZnodeStat | undefined,
): string | undefined {
  if (data !== undefined) return shortValue(data);
  return stat && formatBytes(stat.dataLength);
}

function expandOf(path: string, tree: ZnodeTree): Appearance['expand'] {
  return path === '/' || tree.leadsToMatch(path) ? 'expanded' : 'collapsed';
}

function kindOf(path: string, { ephemeralOwner }: ZnodeStat): string {
  const sequential = isSequential(path);
  if (ephemeralOwner === undefined) {
    return sequential ? t('persistent, sequential') : t('persistent');
  }
  return sequential ? t('ephemeral, sequential') : t('ephemeral');
}

function iconOf(path: string, readable: boolean, stat: ZnodeStat | undefined): string {
  if (!readable) return 'lock';
  if (path === '/') return 'root-folder';
  if (stat?.ephemeralOwner !== undefined) return 'pulse';
  if (isSequential(path)) return 'list-ordered';
  return stat !== undefined && stat.numChildren > 0 ? 'folder' : 'file';
}

function viewItemOf(path: string, denied: boolean, stat: ZnodeStat | undefined): ViewItemId {
  if (denied) return ViewItem.deniedZnode;
  if (stat?.ephemeralOwner !== undefined) return ViewItem.ephemeralZnode;
  if (isFixed(path)) return ViewItem.fixedZnode;
  return stat?.dataLength === 0 ? ViewItem.emptyZnode : ViewItem.znode;
}

/** The part of the name that belongs to what the filter found in the path. */
function highlightOf(path: string, filter: string): Pick<Appearance, 'highlight'> {
  const start = path.length - nameOf(path).length;
  const inName = find(path.slice(start), filter);
  if (inName !== undefined) return { highlight: inName };
  const inPath = find(path, filter);
  if (inPath === undefined || inPath[1] <= start) return {};
  return { highlight: [Math.max(0, inPath[0] - start), inPath[1] - start] };
}

function hex(zxid: number): string {
  return `0x${zxid.toString(16)}`;
}

function time(milliseconds: number): string {
  return milliseconds === 0 ? '–' : new Date(milliseconds).toLocaleString();
}
