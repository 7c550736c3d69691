import { parseAllDocuments } from 'yaml';
import { fluxFiles } from '../../../src/domain/bootstrap/flux.ts';
import { baseApplicationExample } from '../../../src/domain/gitops/argocd/application-set.ts';
import type { ApiServer } from './api-server.ts';
import { argocdNamespace } from './argocd.ts';
import { listOf } from './installed.ts';
import { type KubeObject, resource } from './kube.ts';

export const applications = resource('argoproj.io/v1alpha1', 'applications');
const appProjects = resource('argoproj.io/v1alpha1', 'appprojects');
export const applicationSets = resource('argoproj.io/v1alpha1', 'applicationsets');
export const kustomizations = resource('kustomize.toolkit.fluxcd.io/v1', 'kustomizations');
export const gitRepositories = resource('source.toolkit.fluxcd.io/v1', 'gitrepositories');

/** Waits until there is an answer; fails with `what`, and what `ask` threw last, when there is none in time. */
export type Until = <T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  seconds?: number,
) => Promise<T>;

/** What a person who sets up Argo CD applies: a project, and an ApplicationSet that follows the clusters folder. */
export async function followWithArgoCd(
  { kube }: ApiServer,
  until: Until,
  name: string,
  repoUrl: string,
): Promise<void> {
  await kube.apply(appProjects, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: argocdNamespace },
    spec: {
      sourceRepos: [repoUrl],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: name }],
      namespaceResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  });
  const set = baseApplicationExample({
    name,
    namespace: argocdNamespace,
    project: name,
    repoUrl,
    branch: 'main',
    clustersFolder: 'clusters',
    destinationNamespace: name,
  });
  await kube.apply(applicationSets, set);
  await until(`the ApplicationSet ${name} to follow its repository`, async () => {
    const status = (await kube.get(applicationSets, argocdNamespace, name))?.status as Status | undefined;
    if (status?.conditions?.some(({ type, status: is }) => type === 'ResourcesUpToDate' && is === 'True')) return true;
    // A controller that has not seen the project yet would wait for three minutes before it looks again.
    const refresh = { metadata: { annotations: { 'argocd.argoproj.io/application-set-refresh': 'true' } } };
    await kube.merge(applicationSets, argocdNamespace, name, refresh);
    throw new Error(JSON.stringify(status?.conditions));
  });
}

interface Status {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

/** What `clusterops bootstrap` writes for Flux, under the name of the story. */
export async function followWithFlux(server: ApiServer, name: string, repoUrl: string): Promise<void> {
  const files = fluxFiles({
    providers: ['dev'],
    engine: 'flux',
    repoUrl,
    branch: 'main',
    clustersFolder: 'clusters',
    namespace: name,
    packaging: 'plain',
    capi: 'clusterctl',
  });
  const written = files
    .filter(({ path }) => !path.endsWith('/kustomization.yaml'))
    .flatMap(({ content }) => parseAllDocuments(content).map((document) => document.toJS() as KubeObject & FluxSpec));
  const objects = written.map((object) => {
    if (object.kind === 'Kustomization') {
      const sourceRef = { kind: 'GitRepository', name };
      const spec = { ...object.spec, sourceRef, retryInterval: '2s' };
      return { ...object, metadata: { ...object.metadata, name }, spec };
    }
    if (object.kind === 'GitRepository') return { ...object, metadata: { ...object.metadata, name } };
    return object;
  });
  server.kubectl(['apply', '-f', '-'], listOf(objects));
}

interface FluxSpec {
  readonly spec?: Readonly<Record<string, unknown>>;
}
