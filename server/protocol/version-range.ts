type Version =
  | (0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9)
  | (10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19);

/** Versions of a message: `'4'`, `'0-4'`, `'3+'` or `'none'`, as Kafka's schemas write them. */
export type VersionRange = 'none' | `${Version}` | `${Version}+` | `${Version}-${Version}`;

/** A parsed range, both ends included. An empty one has `max < min`. */
export interface Versions {
  readonly min: number;
  readonly max: number;
}

const NONE: Versions = { min: 0, max: -1 };

/** Parses a range; throws a RangeError where its ends are the wrong way round. */
export function parseVersions(range: VersionRange): Versions {
  if (range === 'none') return NONE;
  if (range.endsWith('+'))
    return { min: Number(range.slice(0, -1)), max: Number.POSITIVE_INFINITY };
  const [first = '', last = first] = range.split('-');
  const versions = { min: Number(first), max: Number(last) };
  if (versions.max < versions.min) throw new RangeError(`the version range ${range} is empty`);
  return versions;
}

/** Whether `version` lies in `versions`; never for `undefined`, which stands for no range. */
export function covers(versions: Versions | undefined, version: number): boolean {
  return versions !== undefined && version >= versions.min && version <= versions.max;
}
