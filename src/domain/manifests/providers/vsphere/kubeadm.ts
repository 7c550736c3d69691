import type { ClusterSpec } from '../../../cluster/spec.ts';
import { addonPrerequisites, secretSetPart } from '../../addons/install.ts';
import { kubeVipImage } from '../../addons/versions.ts';
import { vsphereAddons } from '../../addons/vsphere.ts';
import { addonGroup } from '../../core/groups.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { ofMachineDeployments } from '../../core/pool-abilities.ts';
import { metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { checkHeldEndpoint } from '../endpoint.ts';
import { checkImageVersion, fillIn } from '../machine-image.ts';
import { missingSettings } from '../missing-settings.ts';
import { inRegion } from '../per-region.ts';
import { controlPlaneNeeds, machineTemplate, workerNeeds } from './machines.ts';
import type { VSphereSettings } from './settings.ts';

/** Virtual machines of a vCenter with a kubeadm control plane. Field names: Cluster API Provider vSphere v1.16. */
export const vsphereKubeadm: Flavor = {
  id: 'kubeadm',
  summary: 'virtual machines of a vCenter with a kubeadm control plane behind kube-vip',
  managedControlPlane: false,
  cnis: ['cilium', 'calico'],
  // A virtual machine's name may have 80 characters, its host name 63, to which Cluster API shortens.
  longestName: 40,
  leastWorkers: 0,
  pools: ofMachineDeployments,
  minors: [31, 36],
  needsEndpoint: true,
  check: (spec, { providers }) => {
    const { server, template, network, thumbprint, endpoints } = inRegion(providers.vsphere, spec.region);
    return [
      ...missingSettings('vsphere', [
        { key: 'server', given: server, what: 'the host name of vCenter', example: 'vcenter.example.com' },
        {
          key: 'template',
          given: template,
          what: 'the virtual machine template, which has to be there for each version of Kubernetes',
          example: 'ubuntu-2404-kube-v{version}',
        },
        { key: 'network', given: network, what: 'the network of the machines', example: 'VM Network' },
      ]),
      ...checkImageVersion('vsphere', 'template', template, spec),
      ...checkHeldEndpoint(spec, { key: 'providers.vsphere.endpoints', allowed: endpoints }),
      ...(server === undefined || thumbprint !== undefined ? [] : [notVerified]),
    ];
  },
  expects: (spec, { providers }) =>
    kubeadmKinds(spec, {
      infrastructure: 'VSphereCluster',
      machines: 'VSphereMachineTemplate',
      addons: vsphereAddons(spec, providers.vsphere).length,
      healthChecks: true,
      further: spec.addons === 'external' ? [] : [{ group: addonGroup, kind: 'ClusterResourceSet' }],
    }),
  parts: (spec, { providers }) => {
    const settings = inRegion(providers.vsphere, spec.region);
    return kubeadmParts(spec, {
      infrastructure: vsphereClusterPart(spec, settings),
      machines: (stem, type) => machineTemplate(spec, settings, stem, type),
      controlPlane: () => controlPlaneNeeds(spec, settings),
      worker: () => workerNeeds(settings),
      addons: vsphereAddons(spec, settings),
      healthChecks: true,
      further:
        spec.addons === 'external'
          ? []
          : [
              secretSetPart(
                spec,
                'cloud-credentials',
                settings.cloudSecret,
                'Credentials of the cloud controller, by reference.',
              ),
            ],
    });
  },
  derivedValues: () => ({ kubeVipImage }),
  prerequisites: (spec, { providers }) => {
    const settings = inRegion(providers.vsphere, spec.region);
    const { template, network, server = '<providers.vsphere.server>', addressPool, identity } = settings;
    return [
      identity.kind === 'Secret'
        ? `The Secret "${identity.name}" in the namespace "${spec.namespace}" holds the username and the password of vCenter.`
        : `The VSphereClusterIdentity "${identity.name}" exists in the management cluster and allows the namespace "${spec.namespace}".`,
      `The template "${fillIn(template ?? '<providers.vsphere.template>', spec)}" in the datacenter ${settings.datacenter ?? spec.region} holds Kubernetes ${spec.kubernetesVersion}, cloud-init and the tools of VMware.`,
      `The address ${spec.endpoint ?? 'of endpoint='} is free in the network "${network ?? '<providers.vsphere.network>'}", and neither DHCP nor a pool hands it out.`,
      addressPool === undefined
        ? 'That network hands out the addresses of the machines by DHCP.'
        : `The ${addressPool.kind} "${addressPool.name}" has addresses for the machines, and its provider runs in the management cluster.`,
      ...(spec.addons === 'external'
        ? []
        : [
            `The Secret "${settings.cloudSecret}" of type addons.cluster.x-k8s.io/resource-set in the namespace "${spec.namespace}" holds a Secret "vsphere-cloud-secret" for kube-system, with ${server}.username and ${server}.password.`,
          ]),
      ...addonPrerequisites(spec, vsphereAddons(spec, settings)),
    ];
  },
};

const notVerified = {
  code: 'cluster/settings-missing',
  severity: 'warning',
  message: 'The certificate of vCenter is not checked, because the configuration has no fingerprint of it.',
  cure: 'Set providers.vsphere.thumbprint in .github/clusterops.yml.',
} as const;

function vsphereClusterPart(spec: ClusterSpec, settings: VSphereSettings): Part {
  return {
    file: 'cluster',
    manifest: {
      // The provider serves both versions of its objects and keeps to the contract of the same name.
      apiVersion: `infrastructure.cluster.x-k8s.io/${spec.capi}`,
      kind: 'VSphereCluster',
      metadata: metadata(spec, spec.name, 'infrastructure'),
      spec: {
        server: settings.server ?? '',
        thumbprint: settings.thumbprint,
        identityRef: { kind: settings.identity.kind, name: settings.identity.name },
        controlPlaneEndpoint: spec.endpoint === undefined ? undefined : { host: spec.endpoint, port: 6443 },
      },
    },
    comments: {
      'spec/identityRef': 'The account of vCenter by reference: no credential stands in Git.',
      'spec/controlPlaneEndpoint':
        'Held by kube-vip on the machines of the control plane: vSphere makes no load balancer.',
      ...(settings.thumbprint === undefined
        ? { 'spec/server': 'Without a fingerprint (thumbprint), its certificate is not checked.' }
        : {}),
    },
  };
}
