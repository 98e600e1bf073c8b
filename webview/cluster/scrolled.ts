import { html, type TemplateResult } from 'lit';

/** What may be wider than the page: it is scrolled by itself, with the arrow keys, too. */
export function scrolled(label: string, content: TemplateResult): TemplateResult {
  return html`<div class="scrolled" role="group" tabindex="0" aria-label=${label}>${content}</div>`;
}
