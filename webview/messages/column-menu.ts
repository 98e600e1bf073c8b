import type { TableLook, TimeForm } from '../contract/messages.ts';
import { t } from '../ui/text.ts';
import { type MenuItem, separator } from '../ui/toolbar/menu.ts';
import { firstColumns, toggled } from './table/columns.ts';
import { columnName, timeFormName } from './text.ts';

const timeForms: readonly TimeForm[] = ['local', 'utc', 'epoch'];

/** How the table is to look: which columns it has, and how moments are written. */
export function columnMenu(
  look: TableLook,
  onLook: (look: TableLook) => void,
): readonly (MenuItem | typeof separator)[] {
  return [
    ...look.columns.map(({ id, shown }) => ({
      text: columnName(id),
      checked: shown,
      run: () => onLook({ ...look, columns: toggled(look.columns, id) }),
    })),
    separator,
    ...timeForms.map((time) => ({
      text: timeFormName(time),
      checked: look.time === time,
      run: () => onLook({ ...look, time }),
    })),
    separator,
    {
      text: t('Reset Columns'),
      run: () => onLook({ ...look, columns: firstColumns }),
    },
  ];
}
