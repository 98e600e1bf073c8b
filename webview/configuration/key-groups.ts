import type { ConfigKey } from '../../server/contract/configuration.ts';

/** Keys that belong together, under a heading. */
export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly ConfigKey[];
}

/** The first that fits a key's name is its group. */
const groups: readonly (readonly [title: string, names: RegExp])[] = [
  ['Transactions', /^(transaction|producer\.id|replica\.transaction)/],
  ['Consumer Groups', /^(group|offset|offsets)\./],
  ['Compaction', /(cleaner|compaction|dirty|^delete\.retention)/],
  ['Retention', /(cleanup\.policy|retention|file\.delete|delete\.delay)/],
  ['Segments', /(segment|roll|index|flush|preallocate)/],
  ['Messages', /(message|compression)/],
  [
    'Replication',
    /(replica|replication|insync|leader|isr|controller|throttled|broker\.rack|controlled)/,
  ],
  ['Topics', /(topic|num\.partitions)/],
  ['Network', /(socket|connection|listener|fetch|request|quota|network|security|ssl|sasl)/],
  ['Coordination Service', /^zookeeper\./],
];
const OTHER = 'Other';
/** What people come for stands first. */
const order = [
  'Retention',
  'Compaction',
  'Segments',
  'Messages',
  'Replication',
  'Topics',
  'Consumer Groups',
  'Transactions',
  'Network',
  'Coordination Service',
  OTHER,
];

/** The keys in their groups, by name, and what cannot be changed last; groups without keys are left out. */
export function grouped(keys: readonly ConfigKey[]): KeyGroup[] {
  return order
    .map((title) => ({
      title,
      keys: keys
        .filter(({ name }) => groupOf(name) === title)
        .toSorted((a, b) => Number(a.readOnly) - Number(b.readOnly) || (a.name < b.name ? -1 : 1)),
    }))
    .filter((group) => group.keys.length > 0);
}

/** Whether each word of `filter` is in the key's name or in what is said of it. */
export function matches({ name, documentation }: ConfigKey, filter: string): boolean {
  const text = `${name} ${documentation ?? ''}`.toLowerCase();
  const words = filter.toLowerCase().split(/\s+/);
  return words.every((word) => text.includes(word));
}

function groupOf(name: string): string {
  return groups.find(([, names]) => names.test(name))?.[0] ?? OTHER;
}
