import { expect, test } from '@jest/globals';
import { judgeTemplate, type TemplateFacts } from '../../../src/domain/templates/judge.ts';
import { decodeObject } from '../../../src/kubernetes/decode/object.ts';
import { application, argoCd } from '../gitops/support/application.ts';
import { flux, kustomization } from '../gitops/support/flux.ts';

const group = 'infrastructure.cluster.x-k8s.io';
const template = {
  ...{ group, version: 'v1beta2', kind: 'AWSMachineTemplate', namespace: 'default' },
  ...{ name: 'shop-md-0-1a2b3c4d', uid: 'u1' },
};
const live = {
  ...{ uid: 'u1', deleting: false, labels: { 'cluster.x-k8s.io/cluster-name': 'shop' } },
  annotations: { 'clusterops.dev/repository-id': '7' },
};

function object(kind: string, name: string, replicas?: number, of = 'cluster.x-k8s.io') {
  const raw = { metadata: { name, namespace: 'default', uid: name }, spec: { replicas } };
  const decoded = decodeObject(raw, { group: of, version: 'v1beta2', kind });
  if (decoded === undefined) throw new Error('no object');
  return decoded;
}

const facts = (more: Partial<TemplateFacts> = {}): TemplateFacts => ({
  ...{ template, repositoryId: 7, live, referrers: [], gitops: argoCd([]) },
  ...more,
});
const resource = (requiresPruning: boolean) => ({
  ...{ group, kind: template.kind, namespace: 'default', name: template.name },
  ...{ status: 'OutOfSync', requiresPruning },
});
const held = (requiresPruning: boolean) => argoCd([application({ resources: [resource(requiresPruning)] })]);
const holding = (more: Partial<ReturnType<typeof resource>>) =>
  argoCd([application({ resources: [{ ...resource(false), ...more }] })]);
const inventory = (name: string) => new Set([`default_${name}_${group}_AWSMachineTemplate`]);
const applied = (name: string) => flux([kustomization({ inventory: inventory(name) })], []);
const released = (name: string) => ({
  ...flux([], []),
  releases: [{ namespace: 'default', name: 'shop', inventory: inventory(name) }] as never,
});

test.each<[string, Partial<TemplateFacts>, string]>([
  ['nothing refers to it', {}, 'unused'],
  ['Argo CD would prune it', { gitops: held(true) }, 'unused'],
  ['Flux applied others', { gitops: applied('shop-md-0-99999999') }, 'unused'],
  ['Argo CD applies one of another group', { gitops: holding({ group: 'bootstrap.cluster.x-k8s.io' }) }, 'unused'],
  ['Argo CD applies one of another kind', { gitops: holding({ kind: 'AWSMachinePool' }) }, 'unused'],
  ['Argo CD applies one of another name', { gitops: holding({ name: 'shop-md-0-99999999' }) }, 'unused'],
  ['Argo CD applies one in another namespace', { gitops: holding({ namespace: 'team-b' }) }, 'unused'],
  ['a release applied others', { gitops: released('shop-md-0-99999999') }, 'unused'],
  ['there is none', { live: undefined as never }, 'gone'],
  ['another object has its name', { live: { ...live, uid: 'u2' } }, 'gone'],
  ['it is being deleted', { live: { ...live, deleting: true } }, 'waits: its finalizers are gone'],
  [
    'the base branch has it again',
    { named: 'clusters/shop/workers.yaml on main names it' },
    'kept: clusters/shop/workers.yaml on main names it',
  ],
  [
    'it is another repository’s',
    { live: { ...live, annotations: { 'clusterops.dev/repository-id': '8' } } },
    'kept: it does not carry clusterops.dev/repository-id with the id of this repository, by hand',
  ],
  [
    'people wrote it',
    { live: { ...live, annotations: {} } },
    'kept: it does not carry clusterops.dev/repository-id with the id of this repository, by hand',
  ],
  [
    'it is no cluster’s',
    { live: { ...live, labels: {} } },
    'kept: it does not carry the label cluster.x-k8s.io/cluster-name, by hand',
  ],
  [
    'machines still come from it',
    { referrers: [object('AWSMachine', 'shop-x', undefined, group), object('MachineDeployment', 'shop-md-0', 3)] },
    'waits: MachineDeployment shop-md-0 and 1 more no longer refer to it',
  ],
  [
    'the control plane does',
    { referrers: [object('KubeadmControlPlane', 'shop-control-plane', 3, 'controlplane.cluster.x-k8s.io')] },
    'waits: KubeadmControlPlane shop-control-plane no longer refers to it',
  ],
  [
    'a MachineSet is kept as history',
    { referrers: [object('MachineSet', 'shop-md-0-abc', 0)] },
    'waits: MachineSet shop-md-0-abc is gone, which Cluster API keeps without machines',
  ],
  [
    'a MachineSet has machines of it',
    { referrers: [object('MachineSet', 'shop-md-0-abc', 1)] },
    'waits: MachineSet shop-md-0-abc no longer refers to it',
  ],
  [
    'two MachineSets are kept as history',
    { referrers: [object('MachineSet', 'shop-md-0-abc', 0), object('MachineSet', 'shop-md-0-def', 0)] },
    'waits: MachineSet shop-md-0-abc and 1 more no longer refer to it',
  ],
  [
    'a control plane and a deployment do',
    {
      referrers: [
        object('AWSMachine', 'shop-x', undefined, group),
        object('MachineDeployment', 'shop-md-0', 0),
        object('KubeadmControlPlane', 'shop-control-plane', 3, 'controlplane.cluster.x-k8s.io'),
      ],
    },
    'waits: KubeadmControlPlane shop-control-plane and 2 more no longer refer to it',
  ],
  ['Argo CD still applies it', { gitops: held(false) }, 'waits: Application argocd/eu-west-1-12 no longer applies it'],
  [
    'Flux still applies it',
    { gitops: applied(template.name) },
    'waits: Kustomization flux-system/clusters no longer applies it',
  ],
  [
    'the release of its chart still applies it',
    { gitops: released(template.name) },
    'waits: HelmRelease default/shop no longer applies it',
  ],
])('%s', (_title, more, verdict) => {
  const judged = judgeTemplate(facts(more));
  const words = {
    gone: () => 'gone',
    unused: () => 'unused',
    waits: () => (judged.state === 'waits' ? `waits: ${judged.for}` : ''),
    kept: () => (judged.state === 'kept' ? `kept: ${judged.because}${judged.byHand ? ', by hand' : ''}` : ''),
  };
  expect(words[judged.state]()).toBe(verdict);
});
