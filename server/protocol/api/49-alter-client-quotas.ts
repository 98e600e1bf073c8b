import { array, bool, float64, type Infer, int16, int32, message, string } from '../schema.ts';

/** Sets and removes quotas (KIP-546). */
export const alterClientQuotasRequest = message('AlterClientQuotasRequest', 49, '0-1', '1+', {
  entries: array('0+', {
    entity: array('0+', {
      entityType: string('0+'),
      /** Null for the default. */
      entityName: string('0+', { nullable: '0+' }),
    }),
    ops: array('0+', {
      key: string('0+'),
      value: float64('0+'),
      remove: bool('0+'),
    }),
  }),
  validateOnly: bool('0+'),
});

export type AlterClientQuotasRequest = Infer<typeof alterClientQuotasRequest>;

export const alterClientQuotasResponse = message('AlterClientQuotasResponse', 49, '0-1', '1+', {
  throttleTimeMs: int32('0+', { default: 0 }),
  entries: array('0+', {
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    entity: array('0+', {
      entityType: string('0+'),
      entityName: string('0+', { nullable: '0+' }),
    }),
  }),
});

export type AlterClientQuotasResponse = Infer<typeof alterClientQuotasResponse>;
