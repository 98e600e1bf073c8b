import { checkClusterOptions } from '../cluster/open-cluster.ts';
import { UsageError } from '../command.ts';
import type { OptionValues } from '../options/option.ts';
import { excludes, oneOf } from '../options/rules.ts';
import type { options } from './options.ts';

export type Given = OptionValues<typeof options>;

export const actions = ['list', 'describe', 'delete', 'reset-offsets', 'delete-offsets'] as const;

export const scenarios = [
  ...(['to-offset', 'shift-by', 'to-datetime', 'by-duration'] as const),
  ...(['to-earliest', 'to-latest', 'to-current', 'from-file'] as const),
];

/** Looks at what goes together (ConsumerGroupCommandOptions.checkArgs). @throws UsageError in Kafka's words */
export function checkOptions(given: Given): void {
  checkClusterOptions(given);
  const action = oneOf(
    given,
    actions,
    `Command must include exactly one action: ${actions.map((name) => `--${name}`).join(', ')}`,
  );
  checkFits(given, action);
  switch (action) {
    case 'describe':
      expectGroups(given, action);
      checkDescription(given);
      break;
    case 'delete':
      expectGroups(given, action);
      if (given.topic !== undefined) {
        throw new UsageError(
          'The consumer does not support topic-specific offset deletion from a consumer group.',
        );
      }
      break;
    case 'delete-offsets':
      if (given.group === undefined || given.topic === undefined) {
        throw new UsageError(
          'Option [delete-offsets] takes the following options: [group], [topic]',
        );
      }
      break;
    case 'reset-offsets':
      expectGroups(given, action);
      checkReset(given);
      break;
  }
  excludes(given, 'group', 'all-groups', 'list');
  excludes(given, 'topic', 'list', 'describe');
}

function expectGroups(given: Given, action: string): void {
  if (given.group !== undefined || given['all-groups']) return;
  throw new UsageError(`Option [${action}] takes one of these options: [group], [all-groups]`);
}

/** What belongs to one action only. */
function checkFits(given: Given, action: string): void {
  const belongs = {
    ...{ members: ['describe'], verbose: ['describe'], offsets: ['describe'] },
    ...{ state: ['describe', 'list'], type: ['list'] },
  };
  for (const [name, where] of Object.entries(belongs)) {
    if (given[name as keyof Given] !== undefined && !where.includes(action)) {
      throw new UsageError(
        `Option(s) [${name}] are unavailable given other options on the command line`,
      );
    }
  }
}

function checkDescription(given: Given): void {
  const views = (['members', 'offsets', 'state'] as const).filter(
    (name) => given[name] !== undefined,
  );
  if (views.length > 1) {
    throw new UsageError(
      'Option [describe] takes at most one of these options: [members], [offsets], [state]',
    );
  }
  if (given.state) throw new UsageError('Option [describe] does not take a value for [state]');
}

function checkReset(given: Given): void {
  if (given['dry-run'] && given.execute) {
    throw new UsageError('Option [reset-offsets] only accepts one of [execute] and [dry-run]');
  }
  for (const scenario of scenarios) {
    excludes(given, scenario, ...scenarios.filter((other) => other !== scenario));
  }
  if (scenarios.every((scenario) => given[scenario] === undefined)) {
    throw new UsageError(
      `Option '[reset-offsets]' requires one of the following scenarios: ${scenarios.map((name) => `[${name}]`).join(', ')}`,
    );
  }
  if (!given['all-topics'] && given.topic === undefined && given['from-file'] === undefined) {
    throw new UsageError('One of the reset scopes should be defined: --all-topics, --topic.');
  }
}
