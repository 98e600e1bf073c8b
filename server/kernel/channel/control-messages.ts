import type { KernelEvent, KernelRequest } from '../../contract/kernel.ts';

/** From the control worker to the kernel's main thread. */
export type ControlMessage =
  | { readonly type: 'request'; readonly request: KernelRequest; readonly id: number }
  /** Code that did not let go of the main thread was ended. */
  | { readonly type: 'terminated' }
  /** The front end is gone. */
  | { readonly type: 'closed'; readonly id: number };

/** From the main thread to the control worker. */
export type MainMessage =
  | { readonly type: 'event'; readonly line: string }
  /** The message of this id has been taken up. */
  | { readonly type: 'taken'; readonly id: number };

/** What the control worker is started with. */
export interface ControlData {
  /** What both threads see: 32-bit integers at `UNWRITTEN` and `OWN_CODE`. */
  readonly seen: Int32Array<SharedArrayBuffer>;
}

/** How many characters of events have not been written yet. */
export const UNWRITTEN = 0;
/** Not 0 while the main thread loads or runs the kernel's own code, which must not be ended in the middle. */
export const OWN_CODE = 1;

/** An event as it is written. */
export function lineOf(event: KernelEvent): string {
  return `${JSON.stringify(event)}\n`;
}
