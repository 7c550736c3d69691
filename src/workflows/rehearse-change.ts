import type { Finding } from '../domain/finding.ts';
import { type Choice, chooseObjects, manifestOf, type Occasion } from '../domain/manifests/rehearsal/choose-objects.ts';
import {
  explainRehearsal,
  notRehearsed,
  type Rehearsal,
  unservedKinds,
} from '../domain/manifests/rehearsal/explain.ts';
import type { SourceDocument } from '../domain/manifests/source/read-documents.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { AssignedCluster, ManagementClusters } from '../ports/cluster.ts';

interface Needs {
  readonly managementClusters: ManagementClusters;
}

export interface ChangeToRehearse extends Omit<Occasion, 'allowed'> {
  readonly repository: RepositoryRef;
  /** What is wrong with the objects without asking. */
  readonly known: readonly Finding[];
  readonly fork: boolean;
}

/** Asks the management cluster what it would say to a change. Nothing is sent of a pull request from a fork. */
export type RehearseChange = (change: ChangeToRehearse) => Promise<Rehearsal>;

export function createRehearseChange({ managementClusters }: Needs): RehearseChange {
  return async (change) => {
    const cluster = managementClusters.of(change);
    if (change.fork) return notRehearsed('this pull request is from a fork');
    if (cluster.acts === undefined) return notRehearsed('no management cluster is connected');
    const choice = chooseObjects({ ...change, allowed: cluster.namespaces });
    if (cluster.rehearse === undefined) {
      const findings = await unservedIn(cluster, choice);
      return { ...notRehearsed('this server has no identity for it (DRY_RUN_AS)'), findings };
    }
    const asked = choice.asked.map((object) => ({ manifest: manifestOf(object), namespace: change.namespace }));
    const outcomes = asked.length === 0 ? [] : await cluster.rehearse(asked);
    return explainRehearsal(choice, outcomes, change.known, cluster.name);
  };
}

/** What discovery alone tells, which needs no identity. */
async function unservedIn({ serves, name }: AssignedCluster, choice: Choice): Promise<readonly Finding[]> {
  if (serves === undefined) return [];
  const said = new Map<string, boolean | undefined>();
  const keyOf = ({ apiVersion, kind }: SourceDocument): string => `${apiVersion}/${kind}`;
  for (const object of choice.asked) {
    const [version = '', group = ''] = (object.apiVersion ?? '').split('/').reverse();
    const key = keyOf(object);
    if (!said.has(key)) said.set(key, await serves({ group, version, kind: object.kind ?? '' }));
  }
  return unservedKinds(choice, (object) => said.get(keyOf(object)), name);
}
