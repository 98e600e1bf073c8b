import { ConfigError } from '../broker/config/definition.ts';
import type { ClusterFailure } from '../contract/control.ts';
import { ListenError } from '../ports/transport.ts';
import { StoreError, type StoreErrorKind } from '../storage/store-error.ts';
import { ClusterError } from './cluster-error.ts';

const KIND_OF_STORE_ERROR: Readonly<Record<StoreErrorKind, ClusterFailure['kind']>> = {
  locked: 'data-locked',
  unreadable: 'data-unreadable',
  'newer-format': 'data-newer',
  'disk-full': 'disk-full',
  failed: 'other',
};

/** Whatever was thrown, as interfaces show it. */
export function toFailure(error: unknown): ClusterFailure {
  if (error instanceof ClusterError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StoreError) return { kind: KIND_OF_STORE_ERROR[error.kind], message };
  if (error instanceof ConfigError) return { kind: 'invalid-config', message };
  if (error instanceof ListenError && error.reason === 'in-use') {
    return { kind: 'port-in-use', message, port: error.address.port };
  }
  return { kind: 'other', message };
}
