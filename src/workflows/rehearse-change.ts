import type { Finding } from '../domain/finding.ts';
import { chooseObjects, manifestOf, type Occasion } from '../domain/manifests/rehearsal/choose-objects.ts';
import { explainRehearsal, notRehearsed, type Rehearsal } from '../domain/manifests/rehearsal/explain.ts';
import type { ManagementCluster } from '../ports/cluster.ts';

interface Needs {
  readonly cluster: ManagementCluster;
  /** The namespaces that repositories may use; empty: any. */
  readonly namespaces: readonly string[];
}

export interface ChangeToRehearse extends Omit<Occasion, 'allowed'> {
  /** What is wrong with the objects without asking. */
  readonly known: readonly Finding[];
  readonly fork: boolean;
}

/** Asks the management cluster what it would say to a change. Nothing is sent of a pull request from a fork. */
export type RehearseChange = (change: ChangeToRehearse) => Promise<Rehearsal>;

export function createRehearseChange({ cluster, namespaces }: Needs): RehearseChange {
  return async (change) => {
    if (change.fork) return notRehearsed('this pull request is from a fork');
    if (cluster.acts === undefined) return notRehearsed('no management cluster is connected');
    if (cluster.rehearse === undefined) return notRehearsed('this server has no identity for it (DRY_RUN_AS)');
    const choice = chooseObjects({ ...change, allowed: namespaces });
    const asked = choice.asked.map((object) => ({ manifest: manifestOf(object), namespace: change.namespace }));
    const outcomes = asked.length === 0 ? [] : await cluster.rehearse(asked);
    return explainRehearsal(choice, outcomes, change.known);
  };
}
