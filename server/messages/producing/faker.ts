import type { Fake } from './template.ts';

let loading: Promise<Fake> | undefined;

/** What makes sample data. It is large, and loaded when it is first needed. */
export function loadFake(): Promise<Fake> {
  loading ??= import('../../kernel/scope/faker.ts').then(
    ({ faker }) =>
      (expression) =>
        faker.helpers.fake(expression),
  );
  return loading;
}
