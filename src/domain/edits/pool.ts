import { type Finding, fault } from '../finding.ts';
import { didYouMean } from '../text/suggest.ts';
import type { Scalable } from './scalables.ts';

/** The pool of workers that a command means, by its short name or its object's; without a name, the only one. */
export function poolOf(name: string, pools: readonly Scalable[], asked: string | undefined): Scalable | Finding {
  const names = pools.flatMap(({ pool }) => pool ?? []);
  const found = pools.filter(({ pool }) => asked === undefined || pool === asked || `${name}-${pool}` === asked);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (pools.length === 0) {
    return fault('cluster/size-unknown', `The files of ${name} describe no pool of workers.`);
  }
  const listed = `Use one of ${names.join(', ')}.`;
  if (asked === undefined) {
    return fault('command/argument-missing', `${name} has ${pools.length} pools, so pool= has to say which.`, {
      cure: listed,
    });
  }
  const meant = didYouMean(asked, names);
  return fault('cluster/pool-unknown', `${name} has no pool "${asked}".`, {
    cure: meant === undefined ? listed : `Did you mean "${meant}"?`,
  });
}
