/** The form for the configuration of a topic or a broker. */

import type {
  ConfigChange,
  ConfigSubject,
  Configuration,
} from '../../server/contract/configuration.ts';

/** What outlives the page while it is hidden, and the window when it is loaded anew. */
export interface KeptConfiguration {
  readonly subject: ConfigSubject | undefined;
  readonly changes: readonly ConfigChange[];
  readonly filter: string;
  readonly setOnly: boolean;
}

export interface ConfigurationRequests {
  load: { argument: null; result: Configuration };
  /** What is wrong with these changes, in the broker's words; null if nothing is. */
  validate: { argument: readonly ConfigChange[]; result: string | null };
  /** Makes all of them or none. Answered with what is then so. */
  save: { argument: readonly ConfigChange[]; result: Configuration };
  /** Says how many changes are not saved. */
  unsaved: { argument: number; result: null };
}

/** Someone may have changed it: it is to be loaded again. */
export interface ConfigurationEvent {
  readonly kind: 'stale';
}
