import { argocdNamespace } from './argocd.ts';
import { fluxNamespace } from './flux.ts';
import { applications, gitRepositories, kustomizations } from './follow.ts';
import { type Kube, type KubeObject, type Resource, resource } from './kube.ts';

/** Every Cluster API object in a namespace, and what shows its clusters, as `kind.group/name`; but not what follows its whole folder. */
export function inventoryOf(kube: Kube, namespace: string): () => Promise<readonly string[]> {
  let kinds: Promise<readonly Kind[]> | undefined;
  return async () => {
    kinds ??= clusterKinds(kube);
    const lists = (await kinds).map(async ({ of, title }) =>
      (await kube.list(of, namespace)).map(({ metadata }) => `${title}/${metadata.name}`),
    );
    return [...(await Promise.all(lists)).flat(), ...(await engineObjects(kube, namespace))];
  };
}

interface Kind {
  readonly of: Resource;
  /** Kind and group, in lower case. */
  readonly title: string;
}

/** The namespaced kinds that Cluster API and its providers serve. */
async function clusterKinds(kube: Kube): Promise<readonly Kind[]> {
  const { groups } = JSON.parse(await kube.raw('/apis')) as Groups;
  const ours = groups.filter(({ name }) => name.endsWith('cluster.x-k8s.io'));
  const found = ours.map(async ({ name, preferredVersion: { groupVersion } }) => {
    const { resources } = JSON.parse(await kube.raw(`/apis/${groupVersion}`)) as Resources;
    return resources
      .filter(({ namespaced, verbs }) => namespaced && verbs.includes('list'))
      .map((each) => ({ of: resource(groupVersion, each.name), title: `${each.kind.toLowerCase()}.${name}` }));
  });
  return (await Promise.all(found)).flat();
}

interface Groups {
  readonly groups: readonly { readonly name: string; readonly preferredVersion: { readonly groupVersion: string } }[];
}

interface Resources {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

async function engineObjects(kube: Kube, namespace: string): Promise<readonly string[]> {
  const sentHere = ({ spec }: KubeObject): boolean => {
    const { destination, targetNamespace } = spec as {
      readonly destination?: { readonly namespace: string };
      readonly targetNamespace?: string;
    };
    return (destination?.namespace ?? targetNamespace) === namespace;
  };
  const [apps, shown, sources] = await Promise.all([
    kube.list(applications, argocdNamespace),
    kube.list(kustomizations, fluxNamespace),
    kube.list(gitRepositories, fluxNamespace),
  ]);
  const fetched = sources.filter(
    ({ metadata, spec }) => metadata.name !== namespace && JSON.stringify(spec).includes(`/acme/${namespace}.git`),
  );
  return [
    ...apps.filter(sentHere).map(({ metadata }) => `application.argoproj.io/${metadata.name}`),
    ...shown.filter(sentHere).map(({ metadata }) => `kustomization.kustomize.toolkit.fluxcd.io/${metadata.name}`),
    ...fetched.map(({ metadata }) => `gitrepository.source.toolkit.fluxcd.io/${metadata.name}`),
  ];
}
