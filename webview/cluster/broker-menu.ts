import type { ClusterAction, ClusterNow } from '../contract/cluster.ts';
import { t } from '../ui/text.ts';
import { type MenuItem, separator } from '../ui/toolbar/menu.ts';
import type { BrokerRow } from './broker-rows.ts';

/** What can be done with a broker: its life only where this machine has its process. */
export function brokerMenu(
  { isLocal }: ClusterNow,
  { id, state }: BrokerRow,
  act: (action: ClusterAction) => void,
): (MenuItem | typeof separator)[] {
  const edit: MenuItem = {
    text: t('Edit Configuration…'),
    disabled: state !== 'running',
    run: () => act({ kind: 'editBroker', broker: id }),
  };
  if (!isLocal) return [edit];
  const runs = state === 'running' || state === 'starting';
  const life = (
    text: string,
    kind: 'startBroker' | 'stopBroker' | 'restartBroker' | 'killBroker',
  ) => ({
    text,
    disabled: kind === 'startBroker' ? state !== 'stopped' && state !== 'failed' : !runs,
    run: () => act({ kind, broker: id }),
  });
  return [
    life(t('Start'), 'startBroker'),
    life(t('Restart'), 'restartBroker'),
    life(t('Stop'), 'stopBroker'),
    life(t('Kill…'), 'killBroker'),
    separator,
    edit,
  ];
}
