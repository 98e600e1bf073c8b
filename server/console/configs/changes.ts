import { parseProperties } from '../../properties/properties-text.ts';
import { ToolError } from '../command.ts';

/** A comma or sign of equality that does not stand in brackets. */
const comma = /,(?=[^\]]*(?:\[|$))/;
const equals = /\s*=\s*(?=[^\]]*(?:\[|$))/;

/**
 * Reads `--add-config`: `k1=v1,k2=[v1,v2],k3=`; what stands in brackets may contain commas.
 * @throws ToolError
 */
export function parseAdded(text: string): Record<string, string> {
  const pairs = text.split(comma).map((pair) => pair.split(equals));
  if (pairs.some((pair) => pair.length !== 2)) {
    throw new ToolError(
      'requirement failed: Invalid entity config: all configs to be added must be in the format "key=val".',
    );
  }
  return checked(
    Object.fromEntries(
      pairs.map(([key, value]) => [key!.trim(), value!.replace(/[[\]]/g, '').trim()]),
    ),
  );
}

/** Reads what `--add-config-file` names. @throws ToolError */
export function parseAddedFile(text: string): Record<string, string> {
  return checked(parseProperties(text));
}

function checked(configs: Readonly<Record<string, string>>): Record<string, string> {
  const wrong = Object.keys(configs).find((key) => !/^[a-zA-Z0-9._-]*$/.test(key));
  if (wrong === undefined) return { ...configs };
  throw new ToolError(`Invalid character found for config key: ${wrong}`);
}
