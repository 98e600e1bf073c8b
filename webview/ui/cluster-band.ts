import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { MarkedCluster } from '../contract/channel.ts';
import { pageStyle } from './page-style.ts';
import { t } from './text.ts';

/** What stands to the page's upper edge leaves so much room: the variable's name, whose value is 0 without a band. */
const HEIGHT = '--cluster-band-height';
const NAME = 'millrace-cluster-band';

/** Says on every page of a marked cluster, in its colour, which cluster that is. */
class ClusterBand extends LitElement {
  static override readonly properties = { cluster: { attribute: false } };
  static override readonly styles = [
    pageStyle,
    css`
      :host {
        position: sticky;
        top: 0;
        z-index: 10;
        box-sizing: border-box;
        height: 24px;
        font-size: 11px;
        background: var(--vscode-editor-background);
      }
      section {
        display: flex;
        align-items: center;
        gap: 6px;
        box-sizing: border-box;
        height: 100%;
        padding: 0 12px;
        border-top: 4px solid var(--band);
        border-bottom: 1px solid var(--band);
        white-space: nowrap;
      }
      strong {
        overflow: hidden;
        text-overflow: ellipsis;
      }
    `,
  ];
  declare cluster: MarkedCluster;

  protected override render(): TemplateResult {
    const { name, mark, isProduction } = this.cluster;
    return html`<section
      aria-label=${t('Cluster')}
      .style=${`--band: var(--vscode-charts-${mark}, var(--vscode-contrastBorder))`}
    >
      <strong>${name}</strong>${isProduction ? html`<span>${t('production')}</span>` : nothing}
    </section>`;
  }
}

/** Puts the band of a marked cluster on top of the page, or takes it away. */
export function showClusterBand(cluster: MarkedCluster | null): void {
  const known = document.body.querySelector<ClusterBand>(NAME);
  document.documentElement.style.setProperty(HEIGHT, cluster === null ? '0px' : '24px');
  if (cluster === null) {
    known?.remove();
    return;
  }
  if (customElements.get(NAME) === undefined) customElements.define(NAME, ClusterBand);
  const band = known ?? (document.createElement(NAME) as ClusterBand);
  band.cluster = cluster;
  if (known === null) document.body.prepend(band);
}
