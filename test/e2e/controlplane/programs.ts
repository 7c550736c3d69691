/** A program that the end-to-end suite runs for real, and the small Go module that pins it. */
export interface Program {
  readonly name: string;
  /** Folder beside this file. */
  readonly module: string;
  readonly package: string;
  /** Flags of the linker beside those that drop debugging data. */
  readonly link?: string;
}

const kubernetes = '1.36.3';
const version = 'k8s.io/component-base/version';
/** Without these the server calls itself v0.0.0-master. */
const kubernetesVersion = `-X ${version}.gitVersion=v${kubernetes} -X ${version}.gitMajor=1 -X ${version}.gitMinor=36`;

export const programs: readonly Program[] = [
  { name: 'kustomize', module: 'kustomize', package: 'sigs.k8s.io/kustomize/kustomize/v5' },
  { name: 'helm', module: 'helm', package: 'helm.sh/helm/v3/cmd/helm' },
  { name: 'clusterctl', module: 'cluster-api', package: 'sigs.k8s.io/cluster-api/cmd/clusterctl' },
  { name: 'etcd', module: 'etcd', package: 'go.etcd.io/etcd/server/v3' },
  {
    name: 'kube-apiserver',
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    link: kubernetesVersion,
  },
  { name: 'kubectl', module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kubectl', link: kubernetesVersion },
];
