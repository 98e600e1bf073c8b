import { UserError } from '../../user-error.ts';
import type { OffsetOf } from '../group-offsets.ts';

/** The offsets that groups are to have, by group. */
export type ResetPlan = ReadonlyMap<string, readonly OffsetOf[]>;

/**
 * Reads what `kafka-consumer-groups --reset-offsets --export` writes: `topic,partition,offset` for a single group, `group,topic,partition,offset` for any.
 * @param singleGroup the group of lines of three fields; undefined where several groups are reset
 * @throws UserError naming the line
 */
export function parseResetPlan(csv: string, singleGroup: string | undefined): ResetPlan {
  const plan = new Map<string, OffsetOf[]>();
  for (const [index, line] of csv.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const fields = splitCsv(line);
    const group = fields.length === 4 ? fields.shift() : singleGroup;
    const [topic, partition, offset] = fields;
    const numbers = [partition, offset].every((text) => /^\s*\d+\s*$/.test(text ?? ''));
    if (group === undefined || topic === undefined || fields.length !== 3 || !numbers) {
      const form =
        singleGroup === undefined ? 'group,topic,partition,offset' : 'topic,partition,offset';
      throw new UserError(`Line ${index + 1} of the reset plan is not ${form}: '${line}'`);
    }
    const row = { topic, partition: Number(partition), offset: Number(offset) };
    const rows = plan.get(group);
    if (rows === undefined) plan.set(group, [row]);
    else rows.push(row);
  }
  return plan;
}

/** Writes what `parseResetPlan` reads, each line with its end. */
export function formatResetPlan(plan: ResetPlan, isSingleGroup: boolean): string {
  return Array.from(plan, ([group, offsets]) =>
    offsets.map(({ topic, partition, offset }) => {
      const fields = [...(isSingleGroup ? [] : [quote(group)]), quote(topic), partition, offset];
      return `${fields.join(',')}\n`;
    }),
  )
    .flat()
    .join('');
}

/** Fields may stand in double quotes, within which two are one. */
function splitCsv(line: string): string[] {
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '').trim() : quoted.replaceAll('""', '"'),
  );
}

function quote(text: string): string {
  return /[",\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
