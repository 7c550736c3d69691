import type { Sight } from '../domain/health/sight.ts';
import type { ClusterView } from '../ports/cluster.ts';

/** How far the management cluster can be seen now. */
export function sightOf(view: ClusterView): Sight {
  const state = view.state();
  return state.state === 'blind' ? { state: 'blind', because: state.because } : state;
}
