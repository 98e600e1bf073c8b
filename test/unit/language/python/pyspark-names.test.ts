import { expect, test } from 'vitest';
import {
  classes,
  classNamed,
  modules,
  parameterName,
  parametersOf,
} from '../../../../server/language/python/pyspark/names.ts';

const all = Object.entries(classes).flatMap(([name, { members = {}, statics = {} }]) =>
  [...Object.entries(members), ...Object.entries(statics)].map(([member, parts]) => ({
    name: `${name}.${member}`,
    parts,
  })),
);

test('what methods return is declared', () => {
  const unknown = all.filter(({ parts: [, returns] }) => returns !== '' && !classNamed(returns));
  expect(unknown.map(({ name }) => name)).toEqual([]);
});

test('everything is documented, and every parameter has a name', () => {
  for (const { name, parts } of all) {
    expect(parts[2], name).toMatch(/[.…)]$/);
    for (const parameter of parametersOf(parts[0] ?? '')) {
      expect(parameterName(parameter), `${name}: ${parameter}`).not.toBe('');
    }
  }
});

test('modules are those of the course', () => {
  expect(modules).toContain('pyspark.streaming.kafka');
  expect(modules[0]).toBe('pyspark');
});
