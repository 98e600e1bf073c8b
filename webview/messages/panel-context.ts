import type { RecordDetail, RecordFilter } from '../../server/contract/messages/reading.ts';
import type {
  MessagesPanelRequests,
  OpenedMessages,
  ReadingChoice,
  TableLook,
} from '../contract/messages.ts';
import type { Announcer } from '../ui/announcer.ts';
import type { MenuItem, separator } from '../ui/toolbar/menu.ts';
import type { Exporting } from './exporting.ts';
import type { PanelArrangement } from './layout/panel-arrangement.ts';
import type { Ask, ReadingSession } from './reading-session.ts';

/** What the parts of the panel have of it, and through it of each other. */
export interface PanelContext {
  readonly ask: Ask;
  readonly session: ReadingSession;
  readonly exporting: Exporting;
  readonly announcer: Announcer;
  readonly arrangement: PanelArrangement;
  /** Undefined until the topic could be opened. */
  readonly opened: OpenedMessages | undefined;
  readonly look: TableLook;
  readonly canSend: boolean;
  /** An element of the panel by its name. */
  find<E extends Element>(name: string): E | null;
  /** Resolves when what has changed is shown. */
  settled(): Promise<unknown>;
  refresh(): void;
  /** Keeps what outlives the page. */
  keep(): void;
  changeLook(look: TableLook): void;
  /** Reads what was chosen, in place of what was read. */
  begin(choice: ReadingChoice): Promise<void>;
  filter(filter: RecordFilter): Promise<void>;
  /** Whether there is a schema registry; it is asked for where there is none. */
  needRegistry(): Promise<boolean>;
  showSending(shown: boolean): void;
  /** Puts a record that was read into the form that sends; with `again` it is sent as it is. */
  send(detail: RecordDetail, again: boolean): void;
  openMenu(
    label: string,
    items: readonly (MenuItem | typeof separator)[],
    place: DOMRect,
    from: HTMLElement | null,
  ): void;
  /** Asks, and shows it where that fails. */
  asking<N extends keyof MessagesPanelRequests>(
    request: N,
    argument: MessagesPanelRequests[N]['argument'],
  ): Promise<void>;
  /** Shows what went wrong, in one sentence. */
  failed(problem: string): void;
}
