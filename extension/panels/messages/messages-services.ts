import type { Clusters } from '../../clusters/clusters.ts';
import type { ConnectionStore } from '../../connections/connection-store.ts';
import type { MessagesService } from '../../messages/service.ts';
import type { MessagesMemory } from './messages-memory.ts';
import type { Registries } from './registries.ts';
import type { ShownTexts } from './shown-texts.ts';

/** What all messages panels of a window share. */
export interface MessagesServices {
  /** `PUBLISHER.NAME`, for links. */
  readonly extensionId: string;
  readonly clusters: Clusters;
  readonly connections: ConnectionStore;
  readonly service: MessagesService;
  readonly memory: MessagesMemory;
  readonly registries: Registries;
  readonly texts: ShownTexts;
}
