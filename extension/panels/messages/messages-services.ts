import type { Clusters } from '../../clusters/clusters.ts';
import type { Registries } from '../../messages/registries.ts';
import type { MessagesService } from '../../messages/service.ts';
import type { ServiceClusters } from '../../messages/service-clusters.ts';
import type { MessagesMemory } from './messages-memory.ts';
import type { ShownTexts } from './shown-texts.ts';

/** What all messages panels of a window share. */
export interface MessagesServices {
  /** `PUBLISHER.NAME`, for links. */
  readonly extensionId: string;
  readonly clusters: Clusters;
  readonly service: MessagesService;
  /** What the service is told of clusters. */
  readonly serviceClusters: ServiceClusters;
  readonly memory: MessagesMemory;
  readonly registries: Registries;
  readonly texts: ShownTexts;
}
