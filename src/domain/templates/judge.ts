import { repositoryAnnotation } from '../cluster/ownership.ts';
import type { ObjectRef } from '../cluster/spec.ts';
import type { ObservedGitOps } from '../gitops/engine.ts';
import { holdsAny } from '../gitops/flux/inventory.ts';
import type { ObservedObject } from '../health/objects.ts';
import { labels } from '../manifests/manifest.ts';

/** What was found out of a template that Git may no longer hold. What could not be read is no fact: whoever gathers them throws. */
export interface TemplateFacts {
  readonly template: ObjectRef & { readonly uid: string };
  readonly repositoryId: number;
  /** The object of that name, freshly read; absent: there is none. */
  readonly live?: {
    readonly uid: string;
    readonly deleting: boolean;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  /** What refers to it in the management cluster, by a picture that is whole and current. */
  readonly referrers: readonly ObservedObject[];
  readonly gitops: ObservedGitOps;
  /** Why the base branch may hold it, as a plain clause; absent: it was read, and names it nowhere. */
  readonly named?: string;
}

export type TemplateVerdict =
  | { readonly state: 'gone' }
  /** It may be deleted. */
  | { readonly state: 'unused' }
  /** `for` is a plain clause. */
  | { readonly state: 'waits'; readonly for: string }
  /** It stays for good. `because` is a plain clause. */
  | { readonly state: 'kept'; readonly because: string; readonly byHand?: true };

/**
 * Whether a template may be deleted: it is the very object that was recorded, a cluster of this repository has it, no file of the base
 * branch names it, no engine says that Git holds it, and nothing refers to it, not even a MachineSet without machines.
 */
export function judgeTemplate(facts: TemplateFacts): TemplateVerdict {
  const { template, live, referrers, named } = facts;
  if (live === undefined || live.uid !== template.uid) return { state: 'gone' };
  if (named !== undefined) return { state: 'kept', because: named };
  const foreign = foreignWords(facts);
  if (foreign !== undefined) return { state: 'kept', because: foreign, byHand: true };
  if (live.deleting) return { state: 'waits', for: 'its finalizers are gone' };
  const using = usersOf(referrers);
  if (using !== undefined) return { state: 'waits', for: using };
  const holder = holderOf(facts.gitops, template);
  return holder === undefined ? { state: 'unused' } : { state: 'waits', for: `${holder} no longer applies it` };
}

/** Whether the object is one that this repository's clusters are made from, by what the manifests of the bot mark. */
export function foreignWords({ live, repositoryId }: Pick<TemplateFacts, 'live' | 'repositoryId'>): string | undefined {
  if (live?.annotations[repositoryAnnotation] !== String(repositoryId))
    return `it does not carry ${repositoryAnnotation} with the id of this repository`;
  if (live.labels[labels.clusterName] === undefined) return `it does not carry the label ${labels.clusterName}`;
  return undefined;
}

/** What still refers to a template, as the clause behind `once`; undefined when nothing does. */
export function usersOf(referrers: readonly ObservedObject[]): string | undefined {
  const [first, ...others] = referrers.toSorted((a, b) => rankOf(a) - rankOf(b));
  if (first === undefined) return undefined;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const verb = others.length === 0 ? 'no longer refers' : 'no longer refer';
  const empty = first.kind === 'MachineSet' && first.replicas.desired === 0 && others.length === 0;
  return empty
    ? `MachineSet ${first.name} is gone, which Cluster API keeps without machines`
    : `${first.kind} ${first.name}${more} ${verb} to it`;
}

/** Who decides what machines are made from says more than what was made. */
const kinds = ['MachineDeployment', 'MachinePool', 'MachineSet'];
const rankOf = ({ group, kind }: ObservedObject): number => {
  const rank = kinds.indexOf(kind);
  return group.startsWith('controlplane.') ? 0 : rank < 0 ? kinds.length + 1 : rank + 1;
};

/** The engine's object that says it applies a template; what Argo CD would prune, Git does not hold. */
function holderOf({ applications, kustomizations, releases }: ObservedGitOps, ref: ObjectRef): string | undefined {
  const application = applications.find(({ resources }) =>
    resources.some(
      (each) =>
        !each.requiresPruning &&
        each.group === ref.group &&
        each.kind === ref.kind &&
        each.name === ref.name &&
        each.namespace === (ref.namespace ?? ''),
    ),
  );
  if (application !== undefined) return `Application ${application.namespace}/${application.name}`;
  const kustomization = kustomizations.find((each) => holdsAny(each, [ref]));
  if (kustomization !== undefined) return `Kustomization ${kustomization.namespace}/${kustomization.name}`;
  const release = releases.find((each) => holdsAny(each, [ref]));
  return release && `HelmRelease ${release.namespace}/${release.name}`;
}
