import { html, type TemplateResult } from 'lit';
import type { Diagnosis, DiagnosisStep } from '../../server/contract/kafka-client/diagnosis.ts';
import { t } from '../ui/text.ts';

/** How far a test of the connection came, step by step. */
export function diagnosisList(diagnosis: Diagnosis): TemplateResult {
  const failed = diagnosis.some(({ outcome }) => outcome === 'failed');
  return html`
    <section aria-label=${t('Result of the test')}>
      <p class=${failed ? 'error' : 'fine'} role="status">
        ${failed ? t('The connection does not work.') : t('The connection works.')}
      </p>
      <ol class="diagnosis">
        ${diagnosis.map(
          ({ step, address, outcome, detail }) => html`
            <li class=${outcome}>
              <span class="outcome" role="img" aria-label=${outcome === 'ok' ? t('fine') : t('failed')}
                >${outcome === 'ok' ? '✓' : '✗'}</span
              >
              <span class="step">${nameOf(step)}</span>
              <span class="quiet">${address}</span>
              <span class="detail">${detail}</span>
            </li>
          `,
        )}
      </ol>
    </section>
  `;
}

function nameOf(step: DiagnosisStep['step']): string {
  switch (step) {
    case 'resolve':
      return t('Look up the name');
    case 'connect':
      return t('Connect');
    case 'tls':
      return t('Agree on TLS');
    case 'token':
      return t('Fetch a token');
    case 'authenticate':
      return t('Introduce ourselves');
    case 'metadata':
      return t('Ask for the brokers');
    case 'advertised':
      return t('Reach each broker');
  }
}
