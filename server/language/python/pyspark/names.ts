import type { Member, PyClass, PyClasses } from './declaration.ts';
import { rddClasses } from './rdd.ts';
import { sourceClasses } from './sources.ts';
import { sparkClasses } from './spark-context.ts';
import { otherClasses } from './sql-and-mllib.ts';
import { streamingClasses } from './streaming.ts';

/** All classes by name; those within another have its name before theirs. */
export const classes: PyClasses = {
  ...sparkClasses,
  ...rddClasses,
  ...streamingClasses,
  ...sourceClasses,
  ...otherClasses,
};

/** Modules with what is above them: `pyspark`, `pyspark.streaming` … */
export const modules: readonly string[] = [
  ...new Set(
    Object.values(classes).flatMap(({ module }) =>
      module.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.')),
    ),
  ),
].sort();

/** The classes that can be imported from a module. */
export function classesIn(module: string): [name: string, declared: PyClass][] {
  return Object.entries(classes).filter(
    ([name, declared]) => declared.module === module && !name.includes('.'),
  );
}

export function classNamed(name: string): PyClass | undefined {
  return Object.hasOwn(classes, name) ? classes[name] : undefined;
}

/** A method or attribute of a class, or of its objects. */
export function memberOf(
  className: string,
  name: string,
  of: 'members' | 'statics',
): Member | undefined {
  const members = classNamed(className)?.[of];
  return members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
}

/** The parameters of a list of them, as they are written. */
export function parametersOf(text: string): string[] {
  return text === '' ? [] : text.split(/,\s*/);
}

/** `topics` for `topics=None`, `dstreams` for `*dstreams`. */
export function parameterName(parameter: string): string {
  return /^\*{0,2}(\w+)/.exec(parameter)?.[1] ?? '';
}
