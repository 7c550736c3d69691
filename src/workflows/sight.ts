import type { Sight } from '../domain/health/sight.ts';
import type { ClusterView } from '../ports/cluster.ts';

/** How far the management cluster can be seen now. */
export function sightOf(view: ClusterView): Sight {
  const state = view.state();
  if (state.state !== 'blind') return state;
  const { because, asOf } = state;
  return { state: 'blind', because, ...(asOf === undefined ? {} : { asOf }) };
}
