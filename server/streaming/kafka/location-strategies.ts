/**
 * Where Spark would run what reads a partition. Here everything runs where the program does, so all are the same; they
 * exist so that programs read as they do there.
 */
export interface LocationStrategy {
  readonly location: 'brokers' | 'consistent' | 'fixed';
}

export const LocationStrategies = {
  PreferBrokers: { location: 'brokers' },
  PreferConsistent: { location: 'consistent' },
  PreferFixed: (_hostMap?: unknown): LocationStrategy => ({ location: 'fixed' }),
} as const;

export function isLocationStrategy(value: unknown): value is LocationStrategy {
  return typeof value === 'object' && value !== null && 'location' in value;
}
