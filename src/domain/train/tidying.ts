import { selectorOf } from '../fleet/selector.ts';

const tidying = /^\/(?:\S+\s+)?remove-templates\s/;

/**
 * Whether a command only takes out what nothing refers to: it fits whatever the files say by then, so that a later merge does not keep it
 * from following.
 */
export const isTidying = (command: string): boolean => tidying.test(command);

/** The command that takes the unused templates of clusters out, written as the one before it: `/` or `/clusterops ` goes ahead. */
export function tidyingCommand(
  before: { readonly raw: string; readonly name: string },
  names: readonly string[],
): string {
  const [only = '', ...others] = names;
  const head = before.raw.slice(0, before.raw.indexOf(before.name));
  return `${head}remove-templates ${others.length === 0 ? only : selectorOf(names)}`;
}
