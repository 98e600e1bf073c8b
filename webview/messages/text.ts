import type { ReadingStatus, RecordOrder } from '../../server/contract/messages/reading.ts';
import type { ColumnId, TimeForm } from '../contract/messages.ts';
import { formatNumber, plural, t } from '../ui/text.ts';
import type { Operator } from './filter/filter-model.ts';

export function columnName(id: ColumnId): string {
  switch (id) {
    case 'timestamp':
      return t('Timestamp');
    case 'partition':
      return t('Partition');
    case 'offset':
      return t('Offset');
    case 'key':
      return t('Key');
    case 'value':
      return t('Value');
    case 'headers':
      return t('Headers');
    case 'size':
      return t('Size');
    case 'compression':
      return t('Compression');
    case 'producer':
      return t('Producer ID');
  }
}

export function timeFormName(form: TimeForm): string {
  return { local: t('Local time'), utc: t('UTC'), epoch: t('Epoch') }[form];
}

export function orderName(order: RecordOrder): string {
  return order === 'newest' ? t('Newest first') : t('Oldest first');
}

export function operatorName(operator: Operator): string {
  return {
    is: t('is'),
    isNot: t('is not'),
    contains: t('contains'),
    matches: t('matches'),
    less: t('less than'),
    greater: t('greater than'),
    exists: t('exists'),
    missing: t('is missing'),
  }[operator];
}

/** What the reading does, in a word. */
export function stateName(state: ReadingStatus['state']): string {
  return {
    starting: t('Starting…'),
    reading: t('Reading'),
    live: t('Live'),
    paused: t('Paused'),
    done: t('Done'),
    failed: t('Failed'),
  }[state];
}

/** How many records there are, and how many of them are shown. */
export function countText({ scanned, matching, kept }: ReadingStatus, isFiltered: boolean): string {
  if (!isFiltered) return plural(kept, '{0} record', '{0} records');
  return t(
    '{0} of {1} match',
    formatNumber(matching),
    plural(scanned, '{0} record', '{0} records'),
  );
}
