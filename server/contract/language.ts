/**
 * What the language server and its client say to each other beyond the Language Server Protocol. The client is the
 * extension; the server is forked by it and speaks over the channel between parent and child.
 */

/** Ids of the cells' languages in the editor. Other cells are text to the server. */
export type CellLanguageId = 'millrace-typescript' | 'millrace-console' | 'python';

/** Types of notebooks whose cells the server knows. Python of a Jupyter notebook is not for it: that is any Python. */
export type LanguageNotebookType = 'millrace-notebook' | 'jupyter-notebook';

/** What the server is told when it starts (as `initializationOptions`) and whenever it has become different. */
export interface LanguageSituation {
  /** That of notebooks that have no other. */
  readonly cluster: LanguageCluster;
  /** Clusters that were picked for notebooks, with the URIs of those. */
  readonly others?: readonly (LanguageCluster & { readonly notebooks: readonly string[] })[];
  /**
   * Whether records may be read to find out what topics hold. False as long as the user does not trust the workspace: the text
   * of a notebook that somebody else wrote is not to decide what is read. Names are asked for nevertheless.
   */
  readonly sampleTopics: boolean;
}

/** A cluster of notebooks. */
export interface LanguageCluster {
  /** Tells it from others, whatever else of it changes. */
  readonly id: string;
  /** What it is called: `Local Cluster`. */
  readonly name: string;
  /** `host:port,…`; empty while it does not run. */
  readonly bootstrap: string;
  /** How clients speak to it, by Kafka's keys, passwords included. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** From the client to the server, by method. */
export interface LanguageNotifications {
  /** All of it, each time. */
  'millrace/situation': LanguageSituation;
  /** Topics were created or deleted, or may have been: what the server knows of them is out of date. */
  'millrace/topicsChanged': null;
}

/**
 * The command of the quick fix for a topic that does not exist: creates it with the broker's defaults, at once. The client has
 * it; the server only names it in a code action, with these arguments, and does not announce it as one of its own.
 */
export interface CreateMissingTopic {
  readonly command: 'millrace.createMissingTopic';
  readonly arguments: readonly [topic: string];
}
