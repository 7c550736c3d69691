import { clusterCommands } from './table/clusters.ts';
import { lockCommands, readingCommands, requestCommands } from './table/others.ts';
import type { CommandRow } from './table/row.ts';

/** Every command of the language, in the order in which help shows them. */
export const commandTable: readonly CommandRow[] = [
  ...clusterCommands,
  ...readingCommands,
  ...requestCommands,
  ...lockCommands,
];

const byName: ReadonlyMap<string, CommandRow> = new Map(commandTable.map((row) => [row.name, row]));

/** The row of a command by its name without slash; undefined when there is none. */
export function commandNamed(name: string): CommandRow | undefined {
  return byName.get(name);
}
