/** A chart that is installed into a workload cluster. */
export interface Chart {
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
  readonly release: string;
  readonly namespace: string;
}

/** Every chart that does not go by the version of Kubernetes, with its pinned version. This file is the only place to raise one. */
export const charts = {
  cilium: {
    repository: 'https://helm.cilium.io',
    chart: 'cilium',
    version: '1.19.3',
    release: 'cilium',
    namespace: 'kube-system',
  },
  calico: {
    repository: 'https://docs.tigera.io/calico/charts',
    chart: 'tigera-operator',
    version: 'v3.31.3',
    release: 'calico',
    namespace: 'tigera-operator',
  },
  awsCloudController: {
    repository: 'https://kubernetes.github.io/cloud-provider-aws',
    chart: 'aws-cloud-controller-manager',
    version: '0.0.10',
    release: 'aws-cloud-controller-manager',
    namespace: 'kube-system',
  },
  awsEbsCsi: {
    repository: 'https://kubernetes-sigs.github.io/aws-ebs-csi-driver',
    chart: 'aws-ebs-csi-driver',
    version: '2.48.0',
    release: 'aws-ebs-csi-driver',
    namespace: 'kube-system',
  },
  azureCloudProvider: {
    repository: 'https://raw.githubusercontent.com/kubernetes-sigs/cloud-provider-azure/master/helm/repo',
    chart: 'cloud-provider-azure',
    // Chooses the image of the minor version of Kubernetes, up to its own: an older chart refuses newer clusters.
    version: '1.36.6',
    release: 'cloud-provider-azure',
    namespace: 'kube-system',
  },
  azureDiskCsi: {
    repository: 'https://raw.githubusercontent.com/kubernetes-sigs/azuredisk-csi-driver/master/charts',
    chart: 'azuredisk-csi-driver',
    version: '1.33.5',
    release: 'azuredisk-csi-driver',
    namespace: 'kube-system',
  },
  hetznerCloudController: {
    repository: 'https://charts.hetzner.cloud',
    chart: 'hcloud-cloud-controller-manager',
    // Releases up to 1.30.0 read a field of servers that the API of Hetzner lost on 2026-07-01.
    version: '1.34.0',
    release: 'hcloud-cloud-controller-manager',
    namespace: 'kube-system',
  },
  hetznerCsi: {
    repository: 'https://charts.hetzner.cloud',
    chart: 'hcloud-csi',
    version: '2.22.1',
    release: 'hcloud-csi',
    namespace: 'kube-system',
  },
  openstackCinderCsi: {
    repository: 'https://kubernetes.github.io/cloud-provider-openstack',
    chart: 'openstack-cinder-csi',
    version: '2.34.1',
    release: 'openstack-cinder-csi',
    namespace: 'kube-system',
  },
} as const satisfies Record<string, Chart>;

/**
 * The address of the API server on clusters without a load balancer. The release that Cluster API Provider vSphere takes: 1.0.1
 * to 1.0.3 lose the address (kube-vip #1377), 1.2.2 never takes it on a new cluster (kube-vip #1654).
 */
export const kubeVipImage = 'ghcr.io/kube-vip/kube-vip:v0.8.7';

/** Chart of OpenStack's cloud controller by minor version of Kubernetes: the same, or one minor version older. */
const openstackCloudControllers: Readonly<Record<number, string>> = {
  31: '2.31.3',
  32: '2.32.1',
  33: '2.32.1',
  34: '2.34.1',
  35: '2.34.1',
  36: '2.36.5',
};

/** The chart of OpenStack's cloud controller for a Kubernetes version such as `v1.34.3`. */
export function openstackCloudController(kubernetesVersion: string): Chart {
  return {
    repository: 'https://kubernetes.github.io/cloud-provider-openstack',
    chart: 'openstack-cloud-controller-manager',
    version: ofMinor(openstackCloudControllers, kubernetesVersion),
    release: 'openstack-cloud-controller-manager',
    namespace: 'kube-system',
  };
}

/** Chart of vSphere's cloud controller by minor version of Kubernetes. */
const vsphereCloudControllers: Readonly<Record<number, string>> = {
  31: '1.31.1',
  32: '1.32.3',
  33: '1.33.1',
  34: '1.34.0',
  35: '1.35.1',
  36: '1.36.0',
};

/** The chart of vSphere's cloud controller for a Kubernetes version such as `v1.34.3`. */
export function vsphereCloudController(kubernetesVersion: string): Chart {
  return {
    repository: 'https://kubernetes.github.io/cloud-provider-vsphere',
    chart: 'vsphere-cpi',
    version: ofMinor(vsphereCloudControllers, kubernetesVersion),
    release: 'vsphere-cpi',
    namespace: 'kube-system',
  };
}

/**
 * Image of the AWS cloud controller by minor version of Kubernetes. A minor that has none uses the newest: a cloud
 * controller may be one minor version older than the API server.
 */
const awsCloudControllerImages: Readonly<Record<number, string>> = {
  31: 'v1.31.0',
  32: 'v1.32.5',
  33: 'v1.33.2',
  34: 'v1.34.3',
  35: 'v1.35.2',
};

/** Tag of the AWS cloud controller for a Kubernetes version such as `v1.34.3`. */
export function awsCloudControllerImage(kubernetesVersion: string): string {
  return ofMinor(awsCloudControllerImages, kubernetesVersion);
}

/** Add-ons of EKS itself that run before there is a node. Source: Amazon EKS User Guide, `kube-proxy` and VPC CNI versions. */
const eksKubeProxy: Readonly<Record<number, string>> = {
  32: 'v1.32.13-eksbuild.16',
  33: 'v1.33.10-eksbuild.18',
  34: 'v1.34.6-eksbuild.18',
  35: 'v1.35.3-eksbuild.18',
  36: 'v1.36.0-eksbuild.21',
};

/** Versions of the add-ons of EKS for a Kubernetes version such as `v1.34.3`; that of the VPC CNI is for all that EKS has. */
export function eksAddonVersions(kubernetesVersion: string): { readonly kubeProxy: string; readonly vpcCni: string } {
  return { kubeProxy: ofMinor(eksKubeProxy, kubernetesVersion), vpcCni: 'v1.22.4-eksbuild.3' };
}

/**
 * Image of Google's cloud controller by minor version of Kubernetes; there is none of 31, and 30 is old enough by one. Source:
 * kubernetes/k8s.io, registry.k8s.io/images/k8s-staging-cloud-provider-gcp/images.yaml.
 */
const gcpCloudControllerTags: Readonly<Record<number, string>> = {
  31: 'v30.0.0',
  32: 'v32.2.5',
  33: 'v33.4.0',
  34: 'v34.2.0',
  35: 'v35.0.2',
  36: 'v36.0.7',
};

/** Image of Google's cloud controller for a Kubernetes version such as `v1.34.3`. */
export function gcpCloudControllerImage(kubernetesVersion: string): string {
  return `registry.k8s.io/cloud-provider-gcp/cloud-controller-manager:${ofMinor(gcpCloudControllerTags, kubernetesVersion)}`;
}

/** What a table has for the minor version, else its newest. */
function ofMinor(table: Readonly<Record<number, string>>, kubernetesVersion: string): string {
  return table[Number(kubernetesVersion.split('.')[1])] ?? Object.values(table).at(-1) ?? '';
}
