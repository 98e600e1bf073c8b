import { t } from '../l10n.ts';

export interface NameProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** Kafka's Topic.MAX_NAME_LENGTH: a file name's 255 less the partition's number. */
const LONGEST = 249;
const illegal = /[^a-zA-Z0-9._-]/u;

/** What is wrong with a name for a new topic beside `existing` ones, by Kafka's rules (Topic.validate). */
export function checkTopicName(
  name: string,
  existing: readonly string[] = [],
): NameProblem | undefined {
  const message = errorIn(name, existing);
  if (message !== undefined) return { severity: 'error', message };
  if (/[._]/.test(name)) {
    return {
      severity: 'warning',
      message: t(
        "Metrics write '.' as '_', so a topic whose name differs in these only cannot be created.",
      ),
    };
  }
  return undefined;
}

function errorIn(name: string, existing: readonly string[]): string | undefined {
  if (name === '') return t('A topic needs a name.');
  if (name === '.' || name === '..') return t("A topic cannot be called '.' or '..'.");
  const found = illegal.exec(name);
  if (found !== null) {
    const shown = found[0] === ' ' ? t('a space') : `'${found[0]}'`;
    return t("Only letters a–z and A–Z, digits, '.', '_' and '-' are allowed, not {0}.", shown);
  }
  if (name.length > LONGEST) {
    return t('At most {0} characters are allowed; these are {1}.', LONGEST, name.length);
  }
  if (existing.includes(name)) return t("A topic '{0}' exists already.", name);
  const collision = existing.find((other) => asMetric(other) === asMetric(name));
  if (collision !== undefined) {
    return t("It collides with '{0}': metrics write '.' as '_'.", collision);
  }
  return undefined;
}

/** Kafka's Topic.unifyCollisionChars. */
function asMetric(name: string): string {
  return name.replaceAll('.', '_');
}
