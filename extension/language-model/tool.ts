import type { Clusters } from '../clusters/clusters.ts';
import type { MessagesService } from '../messages/service.ts';
import type { ServiceClusters } from '../messages/service-clusters.ts';
import type { Report } from './report.ts';
import type { ToolInput } from './tool-input.ts';

/** What tools reach clusters by. */
export interface ToolAccess {
  readonly clusters: Pick<Clusters, 'all' | 'connected' | 'get'>;
  /** Finds the local cluster, if another window has started it. */
  attach(): Promise<void>;
  /** Whether the user trusts the workspace, whose texts may be what an agent goes by. */
  isTrusted(): boolean;
  /** What reads and sends records, in a process of its own. */
  readonly records: {
    readonly service: Pick<MessagesService, 'newPanel' | 'request' | 'told' | 'crashed'>;
    readonly serviceClusters: Pick<ServiceClusters, 'of'>;
  };
}

/** What the user is to agree to. */
export interface Confirmation {
  readonly title: string;
  /** Markdown. */
  readonly message: string;
}

/**
 * What language models can call. What it says to them is English, and short; errors are sentences that tell them what to do.
 * Nothing that it says contains a secret.
 */
export interface Tool {
  /** What the user sees while it runs. */
  progress(input: ToolInput): string;
  /**
   * What the user has to agree to before it runs; undefined if nothing.
   * @throws Error for what would be refused anyway
   */
  confirmation?(input: ToolInput, access: ToolAccess): Promise<Confirmation | undefined>;
  /** @throws Error that tells the model what to do */
  run(input: ToolInput, access: ToolAccess, cancelled: AbortSignal): Promise<Report>;
}
