import { html, type TemplateResult } from 'lit';
import type {
  ConfigKey,
  ConfigSource,
  Configuration,
} from '../../server/contract/configuration.ts';
import { t } from '../ui/text.ts';

/** A key whose value is not Kafka's default. */
export interface Difference {
  readonly name: string;
  /** Null where it is secret. */
  readonly value: string | null;
  readonly source: ConfigSource;
  /** Null where there is none. */
  readonly usual: string | null;
}

/** What the topic sets comes first. */
export function differencesOf({ keys }: Configuration): Difference[] {
  return keys
    .filter((key) => key.source !== 'default' && key.value !== usualOf(key))
    .map((key) => ({ name: key.name, value: key.value, source: key.source, usual: usualOf(key) }))
    .sort((one, other) => {
      const first = Number(one.source !== 'topic') - Number(other.source !== 'topic');
      return first || (one.name < other.name ? -1 : 1);
    });
}

function usualOf({ origins }: ConfigKey): string | null {
  return origins.find(({ source }) => source === 'default')?.value ?? null;
}

export function configurationList(configuration: Configuration | undefined): TemplateResult {
  if (configuration === undefined) return html`<p class="quiet">${t('Loading…')}</p>`;
  const differences = differencesOf(configuration);
  if (differences.length === 0)
    return html`<p class="quiet">${t('Everything is as Kafka has it by default.')}</p>`;
  return html`<div class="scrolled" role="region" tabindex="0" aria-label=${t('Configuration')}>
    <table>
      <thead>
        <tr>
          <th scope="col">${t('Key')}</th>
          <th scope="col">${t('Value')}</th>
          <th scope="col">${t('Set on')}</th>
          <th scope="col">${t('Default')}</th>
        </tr>
      </thead>
      <tbody>
        ${differences.map(
          ({ name, value, source, usual }) => html`<tr>
            <th scope="row" class="code">${name}</th>
            <td class="code">${value ?? t('hidden')}</td>
            <td>${sourceText(source)}</td>
            <td class="code quiet">${usual === null ? '–' : usual === '' ? t('empty') : usual}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function sourceText(source: ConfigSource): string {
  return {
    topic: t('the topic'),
    broker: t('the broker'),
    'all-brokers': t('all brokers'),
    'broker-file': t("the broker's file"),
    default: t('default'),
    elsewhere: t('elsewhere'),
  }[source];
}
