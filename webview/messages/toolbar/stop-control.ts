import { html, type TemplateResult } from 'lit';
import type { StopWhen } from '../../../server/contract/messages/reading.ts';
import type { TimeForm } from '../../contract/messages.ts';
import { checkbox } from '../../ui/controls.ts';
import { t } from '../../ui/text.ts';
import { momentText, parseMoment, shortMoment } from '../../ui/times.ts';
import { field } from '../../ui/toolbar/controls.ts';
import { stopText } from './reading-choice.ts';

type Numbered = 'scanned' | 'matching' | 'offset';

/** When the reading stops: whichever of these comes first, or never. */
export function stopControl(
  stop: StopWhen,
  time: TimeForm,
  onChange: (stop: StopWhen) => void,
): TemplateResult {
  const without = (name: keyof StopWhen): StopWhen => {
    const { [name]: _, ...rest } = stop;
    return rest;
  };
  const numbered = (name: Numbered, text: string, first: number) => {
    const value = stop[name];
    return html`<div class="stop">
      ${checkbox(text, {
        checked: value !== undefined,
        onChange: (checked) => onChange(checked ? { ...stop, [name]: first } : without(name)),
      })}
      ${field({
        label: text,
        value: value === undefined ? '' : String(value),
        width: 10,
        onCommit: (typed) => {
          const number = Number(typed.replace(/[\s,._]/g, ''));
          const isGood = typed.trim() !== '' && Number.isSafeInteger(number) && number > 0;
          onChange(isGood ? { ...stop, [name]: number } : without(name));
        },
      })}
    </div>`;
  };
  return html`<millrace-popover
    .text=${stopText(stop, (ms) => shortMoment(ms, 60_000, time))}
    .label=${t('When to stop')}
    .isActive=${false}
  >
    <div class="stops" role="group" aria-label=${t('Stop at whichever comes first')}>
      <p class="hint">${t('Stops at whichever comes first; otherwise reads on, live.')}</p>
      <div class="stop">
        ${checkbox(t('At the end, as it is when reading starts'), {
          checked: stop.atEnd === true,
          onChange: (checked) => onChange(checked ? { ...stop, atEnd: true } : without('atEnd')),
        })}
      </div>
      ${numbered('scanned', t('After so many records'), 10_000)}
      ${numbered('matching', t('After so many that match'), 100)}
      ${numbered('offset', t('At offset, in each partition'), 1000)}
      <div class="stop">
        ${checkbox(t('At a time'), {
          checked: stop.timestamp !== undefined,
          onChange: (checked) =>
            onChange(checked ? { ...stop, timestamp: Date.now() } : without('timestamp')),
        })}
        ${field({
          label: t('Time to stop at'),
          value: stop.timestamp === undefined ? '' : momentText(stop.timestamp, time),
          width: 24,
          onCommit: (typed) => {
            const timestamp = parseMoment(typed, time, Date.now());
            onChange(timestamp === undefined ? without('timestamp') : { ...stop, timestamp });
          },
        })}
      </div>
    </div>
  </millrace-popover>`;
}
