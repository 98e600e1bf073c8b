import { type Connection, isProduction } from '../connections/connection.ts';
import { t } from '../l10n.ts';

/** A connection's name, and that it is of production where its mark says so. */
export function spokenName(connection: Pick<Connection, 'name' | 'mark'>): string {
  const { name } = connection;
  return isProduction(connection) ? t('{0} (production)', name) : name;
}
