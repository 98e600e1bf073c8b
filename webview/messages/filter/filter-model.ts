import type {
  FieldCondition,
  HeaderCondition,
  RecordFilter,
} from '../../../server/contract/messages/reading.ts';

export type Operator = FieldCondition['operator'];

/** In the order in which they are offered. */
export const operators: readonly Operator[] = [
  'is',
  'isNot',
  'contains',
  'matches',
  'less',
  'greater',
  'exists',
  'missing',
];

/** Whether an operator compares with something. */
export function hasOperand(operator: Operator): boolean {
  return operator !== 'exists' && operator !== 'missing';
}

/** One condition of a filter that can be taken away by itself. */
export type Condition =
  | { readonly kind: 'field'; readonly at: number; readonly field: FieldCondition }
  | { readonly kind: 'header'; readonly at: number; readonly header: HeaderCondition }
  | { readonly kind: 'partitions'; readonly partitions: readonly number[] }
  | { readonly kind: 'time'; readonly from: number; readonly to: number };

/** The conditions beside text and expression, which have fields of their own. */
export function conditionsOf(filter: RecordFilter): readonly Condition[] {
  return [
    ...(filter.fields ?? []).map((field, at): Condition => ({ kind: 'field', at, field })),
    ...(filter.headers ?? []).map((header, at): Condition => ({ kind: 'header', at, header })),
    ...(filter.partitions ? [{ kind: 'partitions', partitions: filter.partitions } as const] : []),
    ...(filter.time ? [{ kind: 'time', ...filter.time } as const] : []),
  ];
}

export function withoutCondition(filter: RecordFilter, condition: Condition): RecordFilter {
  switch (condition.kind) {
    case 'field':
      return tidied({ ...filter, fields: filter.fields?.filter((_, i) => i !== condition.at) });
    case 'header':
      return tidied({ ...filter, headers: filter.headers?.filter((_, i) => i !== condition.at) });
    case 'partitions':
      return tidied({ ...filter, partitions: undefined });
    case 'time':
      return tidied({ ...filter, time: undefined });
  }
}

export function withField(filter: RecordFilter, field: FieldCondition): RecordFilter {
  return { ...filter, fields: [...(filter.fields ?? []), field] };
}

export function withHeader(filter: RecordFilter, header: HeaderCondition): RecordFilter {
  return { ...filter, headers: [...(filter.headers ?? []), header] };
}

/** What may be undefined is absent then: filters are compared, kept and sent as JSON. */
export type LooseFilter = { readonly [N in keyof RecordFilter]: RecordFilter[N] | undefined };

/** Without what asks for nothing. */
export function tidied(filter: LooseFilter): RecordFilter {
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => {
      if (value === undefined) return false;
      if (typeof value === 'string') return value.trim() !== '';
      return !Array.isArray(value) || value.length > 0;
    }),
  );
}

export function isEmpty(filter: RecordFilter): boolean {
  return Object.keys(tidied(filter)).length === 0;
}

export function isSame(one: RecordFilter, other: RecordFilter): boolean {
  return canonical(one) === canonical(other);
}

function canonical(filter: RecordFilter): string {
  return JSON.stringify(Object.entries(tidied(filter)).sort(([a], [b]) => (a < b ? -1 : 1)));
}
