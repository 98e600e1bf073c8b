import type { ClusterFailure, ClusterState } from '../server/contract/control.ts';

/**
 * Every id that package.json contributes and code refers to, so that none is spelt twice.
 * A unit test checks that this file and package.json agree.
 */

export const Command = {
  startCluster: 'millrace.startCluster',
  stopCluster: 'millrace.stopCluster',
  restartCluster: 'millrace.restartCluster',
  startOnFreePort: 'millrace.startOnFreePort',
  startBroker: 'millrace.startBroker',
  stopBroker: 'millrace.stopBroker',
  restartBroker: 'millrace.restartBroker',
  killBroker: 'millrace.killBroker',
  addBroker: 'millrace.addBroker',
  removeBroker: 'millrace.removeBroker',
  addConnection: 'millrace.addConnection',
  importConnection: 'millrace.importConnection',
  editConnection: 'millrace.editConnection',
  removeConnection: 'millrace.removeConnection',
  testConnection: 'millrace.testConnection',
  createTopic: 'millrace.createTopic',
  addPartitions: 'millrace.addPartitions',
  reassignPartitions: 'millrace.reassignPartitions',
  cancelReassignment: 'millrace.cancelReassignment',
  electPreferredLeaders: 'millrace.electPreferredLeaders',
  deleteTopics: 'millrace.deleteTopics',
  deleteRecords: 'millrace.deleteRecords',
  emptyTopics: 'millrace.emptyTopics',
  openTopic: 'millrace.openTopic',
  cloneTopic: 'millrace.cloneTopic',
  recreateTopic: 'millrace.recreateTopic',
  copyBootstrapAddress: 'millrace.copyBootstrapAddress',
  copyName: 'millrace.copyName',
  copyEarliestOffset: 'millrace.copyEarliestOffset',
  copyLatestOffset: 'millrace.copyLatestOffset',
  copyCommittedOffset: 'millrace.copyCommittedOffset',
  revealDataDirectory: 'millrace.revealDataDirectory',
  showLog: 'millrace.showLog',
  openSettings: 'millrace.openSettings',
  showActions: 'millrace.showActions',
  refresh: 'millrace.refresh',
  filter: 'millrace.filter',
  clearFilter: 'millrace.clearFilter',
  showInternalTopics: 'millrace.showInternalTopics',
  hideInternalTopics: 'millrace.hideInternalTopics',
  showMore: 'millrace.showMore',
  openCluster: 'millrace.openCluster',
  openMessages: 'millrace.openMessages',
  openGroup: 'millrace.openGroup',
  createGroup: 'millrace.createGroup',
  resetOffsets: 'millrace.resetOffsets',
  deleteOffsets: 'millrace.deleteOffsets',
  deleteGroups: 'millrace.deleteGroups',
  editTopicConfiguration: 'millrace.editTopicConfiguration',
  editBrokerConfiguration: 'millrace.editBrokerConfiguration',
  refreshZnodes: 'millrace.refreshZnodes',
  filterZnodes: 'millrace.filterZnodes',
  clearZnodeFilter: 'millrace.clearZnodeFilter',
  openZnode: 'millrace.openZnode',
  copyZnodePath: 'millrace.copyZnodePath',
  copyZnodeValue: 'millrace.copyZnodeValue',
  createZnode: 'millrace.createZnode',
  setZnodeValue: 'millrace.setZnodeValue',
  deleteZnode: 'millrace.deleteZnode',
  showMoreZnodes: 'millrace.showMoreZnodes',
  newNotebook: 'millrace.newNotebook',
  openExercise: 'millrace.openExercise',
  restartKernel: 'millrace.restartKernel',
  interruptKernel: 'millrace.interruptKernel',
  showKernelActions: 'millrace.showKernelActions',
  selectNotebookCluster: 'millrace.selectNotebookCluster',
  runCellAgain: 'millrace.runCellAgain',
  stopJob: 'millrace.stopJob',
  revealJob: 'millrace.revealJob',
  openDashboard: 'millrace.openDashboard',
  createMissingTopic: 'millrace.createMissingTopic',
} as const;

export type CommandId = (typeof Command)[keyof typeof Command];

/** What language models can call. */
export const LanguageModelTool = {
  listClusters: 'millrace_list_clusters',
  listTopics: 'millrace_list_topics',
  describeTopic: 'millrace_describe_topic',
  peekMessages: 'millrace_peek_messages',
  consumerGroups: 'millrace_consumer_groups',
  produceMessages: 'millrace_produce_messages',
} as const;

export type LanguageModelToolId = (typeof LanguageModelTool)[keyof typeof LanguageModelTool];

export const View = {
  clusters: 'millrace.clusters',
  jobs: 'millrace.jobs',
  zookeeper: 'millrace.zookeeper',
} as const;

/** Types of the notebooks that kernels of this extension can be chosen for. */
export const NotebookType = {
  /** This extension's own: `*.stream.md`. */
  stream: 'millrace-notebook',
  /** That of VS Code's own extension for `*.ipynb`. */
  jupyter: 'jupyter-notebook',
} as const;

/** Keys of `when` clauses, each with the values that it takes. */
export const ContextKey = {
  /** What the local cluster does; absent until the extension has looked. */
  clusterState: 'millrace.clusterState',
  /** Why it is `failed`. */
  failureKind: 'millrace.failureKind',
  filterActive: 'millrace.filterActive',
  internalTopicsShown: 'millrace.internalTopicsShown',
  znodeFilterActive: 'millrace.znodeFilterActive',
  /** Whether there is more than one broker to move partitions between. */
  severalBrokers: 'millrace.severalBrokers',
  /** Whether partitions move between brokers at present. */
  reassigning: 'millrace.reassigning',
  /** Whether there are connections beside the local cluster. */
  connected: 'millrace.connected',
  /** Whether a streaming job runs, or one is listed that has ended. */
  jobRunning: 'millrace.jobRunning',
  jobListed: 'millrace.jobListed',
} as const;

export interface ContextKeyValues {
  'millrace.clusterState': ClusterState;
  'millrace.failureKind': ClusterFailure['kind'] | undefined;
  'millrace.filterActive': boolean;
  'millrace.internalTopicsShown': boolean;
  'millrace.znodeFilterActive': boolean;
  'millrace.severalBrokers': boolean;
  'millrace.reassigning': boolean;
  'millrace.connected': boolean;
  'millrace.jobRunning': boolean;
  'millrace.jobListed': boolean;
}

/** What each setting holds when it is valid. */
export interface SettingValues {
  'millrace.cluster.brokers': number;
  'millrace.cluster.replicationFactor': number;
  'millrace.cluster.port': number;
  'millrace.cluster.zookeeperPort': number;
  'millrace.cluster.host': string;
  'millrace.cluster.dataDirectory': string;
  'millrace.cluster.autoStart': boolean;
  'millrace.cluster.brokerConfig': Readonly<Record<string, string | number | boolean>>;
  'millrace.language.sampleTopics': boolean;
  'millrace.messages.memory': number;
}

export type SettingId = keyof SettingValues;

export const Setting = {
  brokers: 'millrace.cluster.brokers',
  replicationFactor: 'millrace.cluster.replicationFactor',
  port: 'millrace.cluster.port',
  zookeeperPort: 'millrace.cluster.zookeeperPort',
  host: 'millrace.cluster.host',
  dataDirectory: 'millrace.cluster.dataDirectory',
  autoStart: 'millrace.cluster.autoStart',
  brokerConfig: 'millrace.cluster.brokerConfig',
  sampleTopics: 'millrace.language.sampleTopics',
  messagesMemory: 'millrace.messages.memory',
} as const satisfies Record<string, SettingId>;

/** The `viewItem` of each kind of row, which menus test with `==` or a pattern. */
export const ViewItem = {
  cluster: 'cluster',
  /** The local one while it does not run, shown because others are. */
  stoppedCluster: 'cluster.stopped',
  /** A cluster that the user has told of. */
  connection: 'connection',
  brokers: 'brokers',
  /** Those of another cluster than the local one. */
  remoteBrokers: 'brokers.remote',
  broker: 'broker',
  endedBroker: 'broker.ended',
  /** One that starts or stops. */
  changingBroker: 'broker.changing',
  /** One that this machine has no process of. */
  remoteBroker: 'broker.remote',
  topics: 'topics',
  topic: 'topic',
  internalTopic: 'topic.internal',
  partition: 'partition',
  internalPartition: 'partition.internal',
  replica: 'replica',
  groups: 'groups',
  group: 'group',
  members: 'members',
  member: 'member',
  groupTopic: 'groupTopic',
  groupPartition: 'groupPartition',
  znode: 'znode',
  /** One without data. */
  emptyZnode: 'znode.empty',
  ephemeralZnode: 'znode.ephemeral',
  /** One that ZooKeeper does not let be deleted. */
  fixedZnode: 'znode.fixed',
  /** One that the access control list hides. */
  deniedZnode: 'znode.denied',
  znodeProblem: 'znodeProblem',
  job: 'job',
  endedJob: 'job.ended',
  message: 'message',
  more: 'more',
} as const;

export type ViewItemId = (typeof ViewItem)[keyof typeof ViewItem];
