import { html, LitElement, type TemplateResult } from 'lit';
import { pageStyle } from '../ui/page-style.ts';
import { t } from '../ui/text.ts';
import { outputStyle } from './output-style.ts';

/**
 * An output that moves: it is given one value after the other and shows the last one. While it is paused it shows the one it
 * was paused at; while nobody can see it, it does nothing.
 */
export abstract class LiveOutput<T> extends LitElement {
  static override readonly styles = [pageStyle, outputStyle];

  #text: string | undefined;
  #latest: T | undefined;
  #shown: T | undefined;
  #isPaused = false;
  #isVisible = true;
  #said = '';
  readonly #visibility = new IntersectionObserver((entries) => {
    this.#isVisible = entries.at(-1)?.isIntersecting ?? true;
    if (this.#isVisible) this.requestUpdate();
  });

  /** Shows another value, as JSON; nothing happens if it is the same. @throws SyntaxError if it is no JSON. */
  receive(text: string): void {
    if (text === this.#text) return;
    this.content = JSON.parse(text);
    this.#text = text;
  }

  /** The value to show; the same object says that nothing has changed. */
  set content(value: T) {
    if (value === this.#latest) return;
    this.#latest = value;
    if (this.#isPaused && this.#shown !== undefined) return;
    this.#shown = value;
    this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#visibility.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#visibility.disconnect();
  }

  /** What is shown; the element is not rendered before there is something. */
  protected get value(): T {
    if (this.#shown === undefined) throw new Error('nothing to show yet');
    return this.#shown;
  }

  protected override shouldUpdate(): boolean {
    return this.#shown !== undefined && (this.#isVisible || !this.hasUpdated);
  }

  /** The button that holds the output still, so that it can be read while the data goes on. */
  protected pauseButton(): TemplateResult {
    return html`<button
      aria-pressed=${this.#isPaused}
      title=${t('Hold it still; the data goes on')}
      @click=${() => this.#pause(!this.#isPaused)}
    >
      ${this.#isPaused ? t('Paused') : t('Pause')}
    </button>`;
  }

  /** What a screen reader is told. */
  protected said(): TemplateResult {
    return html`<div class="said" role="status">${this.#said}</div>`;
  }

  /** Does something that the user asked for, and tells how it went. */
  protected async doing(what: () => void | Promise<void>, done: string): Promise<void> {
    try {
      await what();
      this.#said = done;
    } catch (error) {
      this.#said = error instanceof Error ? error.message : String(error);
    }
    this.requestUpdate();
  }

  #pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (!isPaused) this.#shown = this.#latest;
    this.requestUpdate();
  }
}
