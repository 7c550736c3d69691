import { clusterApiWaits, type Wait } from './waits.ts';

/** A program that the end-to-end suite runs for real, and the small Go module that pins it. */
export interface Program {
  readonly name: string;
  /** Folder beside this file. */
  readonly module: string;
  readonly package: string;
  /** Flags of the linker beside those that drop debugging data. */
  readonly link?: string;
  readonly shortened?: Shortened;
}

/** Waits of a Go module that are shorter in what is built. */
export interface Shortened {
  readonly of: string;
  readonly waits: readonly Wait[];
}

/** Objects that a module brings along for its program: what `kustomize build` makes of one of its folders. */
export interface Manifests {
  readonly name: string;
  /** Folder beside this file. */
  readonly module: string;
  /** The Go module, and the folder in it. */
  readonly of: string;
  readonly folder: string;
}

const kubernetes = '1.36.3';
const version = 'k8s.io/component-base/version';
/** Without these the server calls itself v0.0.0-master. */
const kubernetesVersion = `-X ${version}.gitVersion=v${kubernetes} -X ${version}.gitMajor=1 -X ${version}.gitMinor=36`;

const clusterApi = 'sigs.k8s.io/cluster-api';
const argocd = 'github.com/argoproj/argo-cd/v3';
const shortened: Shortened = { of: clusterApi, waits: clusterApiWaits };

export const programs: readonly Program[] = [
  { name: 'kustomize', module: 'kustomize', package: 'sigs.k8s.io/kustomize/kustomize/v5' },
  { name: 'helm', module: 'helm', package: 'helm.sh/helm/v3/cmd/helm' },
  { name: 'clusterctl', module: 'cluster-api', package: `${clusterApi}/cmd/clusterctl` },
  { name: 'etcd', module: 'etcd', package: 'go.etcd.io/etcd/server/v3' },
  {
    name: 'kube-apiserver',
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    link: kubernetesVersion,
  },
  {
    name: 'kube-controller-manager',
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    link: kubernetesVersion,
  },
  { name: 'kubectl', module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kubectl', link: kubernetesVersion },
  { name: 'capi-core', module: 'cluster-api', package: `${clusterApi}/core`, shortened },
  { name: 'capi-bootstrap', module: 'cluster-api', package: `${clusterApi}/bootstrap/kubeadm`, shortened },
  { name: 'capi-control-plane', module: 'cluster-api', package: `${clusterApi}/controlplane/kubeadm`, shortened },
  { name: 'capi-dev', module: 'cluster-api', package: `${clusterApi}/test/infrastructure/docker`, shortened },
  { name: 'argocd', module: 'argocd', package: `${argocd}/cmd` },
  {
    name: 'source-controller',
    module: 'flux-source-controller',
    package: 'github.com/fluxcd/source-controller',
  },
  {
    name: 'kustomize-controller',
    module: 'flux-kustomize-controller',
    package: 'github.com/fluxcd/kustomize-controller',
  },
];

export const manifests: readonly Manifests[] = [
  { name: 'capi-core.yaml', module: 'cluster-api', of: clusterApi, folder: 'core/config/default' },
  { name: 'capi-bootstrap.yaml', module: 'cluster-api', of: clusterApi, folder: 'bootstrap/kubeadm/config/default' },
  {
    name: 'capi-control-plane.yaml',
    module: 'cluster-api',
    of: clusterApi,
    folder: 'controlplane/kubeadm/config/default',
  },
  {
    name: 'capi-dev.yaml',
    module: 'cluster-api',
    of: `${clusterApi}/test`,
    folder: 'infrastructure/docker/config/default',
  },
  { name: 'argocd-crds.yaml', module: 'argocd', of: argocd, folder: 'manifests/crds' },
  { name: 'argocd-settings.yaml', module: 'argocd', of: argocd, folder: 'manifests/base/config' },
  {
    name: 'source-controller.yaml',
    module: 'flux-source-controller',
    of: 'github.com/fluxcd/source-controller',
    folder: 'config/crd',
  },
  {
    name: 'kustomize-controller.yaml',
    module: 'flux-kustomize-controller',
    of: 'github.com/fluxcd/kustomize-controller',
    folder: 'config/crd',
  },
];
