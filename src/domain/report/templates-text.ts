import type { ChangeRequest } from '../cluster/request.ts';
import type { ObjectRef } from '../cluster/spec.ts';
import { isPool } from '../templates/left-behind.ts';
import { mono, prose, table, timeOfDay } from './markdown.ts';
import { removalCommand } from './proof-table.ts';

/** What is known of a template, or a pool, that a merge takes out of Git. */
export interface SeenTemplate extends ObjectRef {
  /** When it was seen gone, in milliseconds since the epoch. */
  readonly goneAt?: number;
  readonly waits?: string;
  readonly kept?: string;
  readonly byHand?: true;
}

/** What becomes of what a change takes out of Git and no engine takes away: templates, pools; empty where there is none. Markdown. */
export function leftBehindText(view: {
  readonly request: Pick<ChangeRequest, 'leftBehind'>;
  readonly phase: 'opening' | 'open' | 'merged' | 'closed' | 'ended';
  readonly leftBehind?: readonly SeenTemplate[];
  /** Nothing can be seen of the management cluster. */
  readonly unseen: boolean;
}): string {
  const { request, leftBehind: seen = [], phase, unseen } = view;
  const known = (ref: ObjectRef) => seen.some(({ kind, name }) => kind === ref.kind && name === ref.name);
  const unknown: readonly SeenTemplate[] = (request.leftBehind?.takenOut ?? []).filter((ref) => !known(ref));
  // One that was never in the management cluster has nothing to be told of.
  const told = phase === 'ended' && !unseen ? seen : [...seen, ...unknown];
  const rows = told.map((each) => [
    mono(each.kind),
    mono(each.namespace === undefined ? each.name : `${each.namespace}/${each.name}`),
    stateOf(each, phase === 'open' || phase === 'opening', unseen),
  ]);
  return rows.length === 0 ? '' : `#### What leaves\n\n${table(['Object', 'Name', ''], rows)}`;
}

function stateOf(template: SeenTemplate, open: boolean, unseen: boolean): string {
  const { goneAt, kept, byHand, waits } = template;
  const { group, kind, namespace, name } = template;
  const command = mono(removalCommand({ group, kind, name, ...(namespace === undefined ? {} : { namespace }) }));
  if (goneAt !== undefined) return `✅ removed, ${timeOfDay(goneAt)}`;
  if (kept !== undefined) return `stays: ${prose(kept)}${byHand === true ? `; by hand: ${command}` : ''}`;
  const first = isPool(template) ? 'no engine applies it any more' : 'its last machine is replaced';
  if (open) return `stays until this is merged and ${first}; ClusterOps then removes it`;
  if (unseen) return `once ${first}, by hand: ${command}`;
  return `⏳ is removed once ${prose(waits ?? first)}`;
}
