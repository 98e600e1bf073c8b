import * as vscode from 'vscode';
import type { LogLine } from '../server/contract/control.ts';

/** The output channel "Millrace": what the cluster host, its brokers and this extension report. */
export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('Millrace', { log: true });

  /** A line of the cluster's, under its own level. */
  add({ level, source, text }: LogLine): void {
    this.#channel[level](`[${source}] ${text}`);
  }

  debug(text: string): void {
    this.#channel.debug(text);
  }

  info(text: string): void {
    this.#channel.info(text);
  }

  error(text: string): void {
    this.#channel.error(text);
  }

  /** Shows the channel and leaves the focus where it is. */
  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
