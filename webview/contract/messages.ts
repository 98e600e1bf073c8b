/**
 * The messages panel: one topic's records, read and sent. What is about records is passed on to the process that reads and
 * sends them; the rest the extension does itself.
 */

import type { ReadingOptions, RecordFilter } from '../../server/contract/messages/reading.ts';
import type { MessagesEvent, MessagesRequests } from '../../server/contract/messages/service.ts';

/** What the process does for others than messages panels, and what pages have no part in. */
type NotOfPage = 'close' | 'cluster' | 'sample' | 'stopSampling' | 'copy' | 'stopCopying';

export interface MessagesPanelRequests extends Omit<MessagesRequests, NotOfPage> {
  /** What the panel is about, first of all and after `changed`. */
  open: { argument: null; result: OpenedMessages | NotOpened };
  /** Offers to start the local cluster, where there is none. */
  startCluster: { argument: null; result: null };
  /** Keeps how the table looks, for this topic and as a beginning for others. */
  keepLook: { argument: TableLook; result: null };
  /** Keeps all saved filters of the workspace. */
  keepFilters: { argument: readonly SavedFilter[]; result: null };
  /** Changes the workspace's templates, or for null nothing; all that there are then, by name. */
  changeTemplates: { argument: TemplateChange | null; result: readonly SavedTemplate[] };
  /** Asks for a schema registry's address, and uses it from then on. Its address; null if there is to be none. */
  askRegistry: { argument: null; result: string | null };
  /** A path; null if nothing was chosen. */
  pickFile: { argument: PickFile; result: string | null };
  /** Where a file is to be written; null if nothing was chosen. */
  pickTarget: { argument: PickTarget; result: string | null };
  /** Shows a file that was written. */
  showFile: { argument: string; result: null };
  copy: { argument: string; result: null };
  /** Copies a link that opens the panel at a record. */
  copyLink: { argument: RecordPlace; result: null };
  /** Opens a text that cannot be edited. */
  openText: { argument: ShownText; result: null };
  compare: { argument: readonly [ShownText, ShownText]; result: null };
}

export type MessagesPanelEvent =
  | MessagesEvent
  /** The cluster is another one or gone: it is to be opened again. */
  | { readonly kind: 'changed' }
  /** A link was followed while the panel was open. */
  | { readonly kind: 'wanted'; readonly wanted: WantedRecords }
  /** The process has ended by itself: what was read is gone. The next request starts another. */
  | { readonly kind: 'crashed'; readonly problem: string };

export type ReadingEvent = Extract<MessagesEvent, { readonly kind: 'reading' }>;

/** Why the topic cannot be read. */
export interface NotOpened {
  /** One sentence. */
  readonly problem: string;
  /** Whether the local cluster could be started, and is not running. */
  readonly canStart: boolean;
}

export interface OpenedMessages {
  readonly topic: string;
  /** The cluster as the user knows it. */
  readonly cluster: string;
  /** As it is kept. */
  readonly clusterId: string;
  /** `HOST:PORT[,HOST:PORT…]`, for commands that are copied. */
  readonly bootstrap: string;
  /** Nothing may be sent. */
  readonly readOnly: boolean;
  /** In order. */
  readonly partitions: readonly number[];
  /** The address of the schema registry, if there is one. */
  readonly registry: string | null;
  /** Bytes that kept records may take. */
  readonly memory: number;
  readonly look: TableLook | null;
  readonly filters: readonly SavedFilter[];
  /** What the panel was opened for. */
  readonly wanted: WantedRecords | null;
  /** The reading that goes on since before the page was hidden. */
  readonly reading: { readonly options: ReadingOptions; readonly event: ReadingEvent } | null;
}

/** The records that a command or a link is about. */
export interface WantedRecords {
  readonly partition?: number;
  readonly offset?: number;
  /** Milliseconds since the epoch. */
  readonly timestamp?: number;
}

export interface RecordPlace {
  readonly partition: number;
  readonly offset: number;
}

export type ColumnId =
  | 'timestamp'
  | 'partition'
  | 'offset'
  | 'key'
  | 'value'
  | 'headers'
  | 'size'
  | 'compression'
  | 'producer';

export interface ColumnLook {
  readonly id: ColumnId;
  /** Pixels. */
  readonly width: number;
  readonly shown: boolean;
}

export type TimeForm = 'local' | 'utc' | 'epoch';

export interface TableLook {
  /** All there are, in their order. */
  readonly columns: readonly ColumnLook[];
  readonly time: TimeForm;
}

export interface SavedFilter {
  readonly name: string;
  readonly filter: RecordFilter;
}

/** What the form that sends had when it was saved. */
export interface SavedTemplate {
  readonly name: string;
  /** As the form has it. */
  readonly draft: unknown;
}

/** One of them, by its name. */
export type TemplateChange =
  /** In place of the one of that name, if there is one. */
  | { readonly kind: 'save'; readonly name: string; readonly draft: unknown }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string }
  | { readonly kind: 'delete'; readonly name: string };

/** What a reading is asked for, apart from what the extension knows: the topic and the memory. */
export type ReadingChoice = Omit<ReadingOptions, 'topic' | 'memory'>;

/** Sizes are parts of the whole, from 0 to 1. */
export interface PanelLayout {
  readonly detail: { readonly size: number; readonly shown: boolean };
  readonly produce: { readonly size: number; readonly shown: boolean };
  readonly histogram: boolean;
}

/** What outlives the page while it is hidden, and the window when it is loaded anew. */
export interface KeptMessages {
  readonly topic: string;
  readonly clusterId: string;
  readonly choice: ReadingChoice;
  readonly layout: PanelLayout;
  readonly look: TableLook | null;
  /** What the side that sends keeps. */
  readonly produce?: unknown;
}

export interface PickFile {
  readonly title: string;
  /** Extensions by what they are called: `{ 'Avro schemas': ['avsc', 'json'] }`. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
}

export interface PickTarget extends PickFile {
  /** The file's name at first. */
  readonly name: string;
}

export interface ShownText {
  /** `orders, partition 3, offset 17`. */
  readonly title: string;
  readonly text: string;
  /** VS Code's name of the language: `json`, `plaintext`. */
  readonly language: string;
}
