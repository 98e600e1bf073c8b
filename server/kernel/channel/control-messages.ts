import type { KernelEvent, KernelRequest } from '../../contract/kernel.ts';

/** From the control worker to the kernel's main thread. */
export type ControlMessage =
  | { readonly type: 'request'; readonly request: KernelRequest; readonly id: number }
  /** Code that did not let go of the main thread was ended. */
  | { readonly type: 'terminated' }
  /** The front end is gone. */
  | { readonly type: 'closed' };

/** From the main thread to the control worker. */
export type MainMessage =
  | { readonly type: 'event'; readonly line: string }
  /** The request of this id has been taken up. */
  | { readonly type: 'taken'; readonly id: number };

/** What the control worker is started with. */
export interface ControlData {
  /** How many characters of events have not been written yet: one 32-bit integer that both threads see. */
  readonly unwritten: Int32Array<SharedArrayBuffer>;
}

/** An event as it is written. */
export function lineOf(event: KernelEvent): string {
  return `${JSON.stringify(event)}\n`;
}
