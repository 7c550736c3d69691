import type { CauseCode } from './cause.ts';

/** What a cause means to whoever has to do something about it. `docs/causes.md` is generated from it. */
interface Explanation {
  /** Two or three words, for a title. */
  readonly title: string;
  /** One or two sentences. */
  readonly cure: string;
  /** What happened, for the page. */
  readonly means: string;
  /** Where to look, one step each. */
  readonly look: readonly string[];
}

export const explanations: Readonly<Record<CauseCode, Explanation>> = {
  quota: {
    title: 'quota exhausted',
    cure: 'Raise the quota of the cloud account, or ask for fewer or smaller machines; Cluster API tries again by itself.',
    means:
      'The cloud account may not have more of what was asked for: virtual CPUs, addresses, networks, load balancers, volumes.',
    look: [
      'Read which quota it is in the message; a quota counts for one region and often for one family of machines.',
      'Look at its use in the console of the cloud, and for what failed clusters left behind.',
    ],
  },
  image: {
    title: 'machine image not found',
    cure: 'Choose a Kubernetes version for which the provider publishes an image in this region, or name an image in the machine template.',
    means:
      'There is no machine image for this Kubernetes version, operating system and region, or the account may not read it.',
    look: [
      'Compare with the list of published images of the provider: not every patch of Kubernetes gets one, and not in every region.',
      'If the template names an image, check its name, its region, and that it is shared with the account.',
    ],
  },
  'machine-type': {
    title: 'machine type not available',
    cure: 'Choose a machine type that the region and its zones offer.',
    means:
      'The region or the zone does not offer the machine type, or the type does not fit the image, the disk or the network.',
    look: ['List the types that each zone of the cluster offers; a type may be missing in one zone only.'],
  },
  version: {
    title: 'Kubernetes version not offered',
    cure: 'Choose a version that the service offers in this region now.',
    means: 'A managed service offers a few Kubernetes versions at a time, and only certain steps from one to the next.',
    look: [
      'List the versions that the service offers in the region, and the ones that it can upgrade this cluster to.',
    ],
  },
  credentials: {
    title: 'credentials refused',
    cure: 'Check the identity that the cluster refers to: that it exists, is allowed in this namespace, and has the rights that the provider documents.',
    means:
      'The cloud refused what the provider asked for in the name of the cluster, or the identity could not be used at all.',
    look: [
      'Follow `identityRef` of the infrastructure object: the identity exists, and `allowedNamespaces` has the namespace.',
      'The message often names the missing permission; compare with the policies that the provider documents.',
      'Credentials expire: renew them, and restart the provider where it reads them at its start only.',
    ],
  },
  capacity: {
    title: 'no capacity in the zone',
    cure: 'Wait until the zone has room again, or use another machine type or zone.',
    means: 'The quota would allow it, but the zone has no such machines left at the moment.',
    look: ['Try another zone or another size: a neighbour of the same family is usually free.'],
  },
  conflict: {
    title: 'name or address taken',
    cure: 'Remove what stands in the way, or choose another name or address.',
    means:
      'Something of that name, address or identity exists already: often what a cluster of the same name left behind.',
    look: ['Look for the resource that the message names in the account, and whom its tags say that it belongs to.'],
  },
  webhook: {
    title: 'a webhook does not answer',
    cure: 'Bring the controller back that serves the webhook; what was refused is tried again by itself.',
    means:
      'The API server of the management cluster asks a provider whether a change is allowed, and the provider does not answer.',
    look: [
      '`kubectl get pods -A` in the management cluster: the provider that the message names is down, restarting or out of date.',
      'Check its certificate, which cert-manager renews.',
    ],
  },
  unreachable: {
    title: 'infrastructure not reachable',
    cure: 'Check the way from the management cluster to the API of the infrastructure: address, DNS, firewall, proxy, certificate; the provider tries again by itself.',
    means:
      'The provider does not get through to the cloud, the hypervisor or the container engine that is to make the machines.',
    look: [
      'Is it up, and is the address the one in the credentials or settings of the provider?',
      'Try the address from a pod of the management cluster.',
      '`x509`: the provider does not trust the certificate that is shown there.',
    ],
  },
  connection: {
    title: 'API server of the cluster not reachable',
    cure: 'Check the way from the management cluster to the endpoint of the cluster: load balancer, firewall, DNS, proxy.',
    means:
      'Cluster API could not reach the API server of the cluster for some time, so that nothing more is known of its nodes.',
    look: [
      'Try the address in `spec.controlPlaneEndpoint` from a pod of the management cluster.',
      'Look at the health of the load balancer’s targets, and whether the control plane machines run.',
    ],
  },
  topology: {
    title: 'cluster class cannot be applied',
    cure: 'Correct what the message names: the variable, the patch or the class; a ClusterClass is looked at again when it changes.',
    means: 'Cluster API could not make the objects of the cluster from its ClusterClass.',
    look: ['`kubectl describe cluster`: the condition TopologyReconciled names the variable or the patch.'],
  },
  cni: {
    title: 'no CNI on the nodes',
    cure: 'Install a CNI: check that the add-on provider is running and that its HelmChartProxy or ClusterResourceSet selects this cluster.',
    means: 'The nodes have joined and have no pod network, so that they never become ready.',
    look: [
      '`kubectl get helmreleaseproxies,clusterresourcesetbindings` in the management cluster: is there one for the cluster, and what does it say?',
      'In the cluster itself: do the pods of the CNI run on every node, and can they pull their images?',
    ],
  },
  'add-on': {
    title: 'add-on not installed',
    cure: 'Correct what the message names: the chart, its version or values, or the ConfigMap or Secret that the ClusterResourceSet refers to.',
    means: 'An add-on that is meant for the cluster could not be put into it.',
    look: [
      '`kubectl describe helmreleaseproxy`: Helm’s own error stands in its conditions.',
      'A ClusterResourceSet needs every ConfigMap and Secret that it names, in its own namespace.',
    ],
  },
  subnet: {
    title: 'network or subnet not usable',
    cure: 'Check that the network has a subnet with free addresses in each zone that is used, and that no range overlaps.',
    means: 'A network, subnet, route or address range could not be made or used.',
    look: [
      'Compare the ranges of the cluster with those of networks that it is connected to.',
      'Networks that were made by others need the tags or names that the provider looks for.',
    ],
  },
  remediation: {
    title: 'remediation held back',
    cure: 'Look at the unhealthy machines yourself: Cluster API replaces none while so many are unhealthy, or while one more would cost the control plane its majority.',
    means: 'Machines are unhealthy, and the MachineHealthCheck or the control plane does not replace them.',
    look: ['`kubectl describe machinehealthcheck`: the condition RemediationAllowed says what holds it back.'],
  },
  drain: {
    title: 'an old machine cannot be drained',
    cure: 'Let the pods go that stay on the node: a disruption budget that allows none, a pod without a controller, a volume that is not released.',
    means: 'A machine that is to go still runs pods that may not be evicted, so the roll-out waits.',
    look: [
      '`kubectl get poddisruptionbudgets -A` in the cluster: ALLOWED DISRUPTIONS is 0 where it is stuck.',
      '`nodeDrainTimeoutSeconds` of the machines bounds the wait.',
    ],
  },
  bootstrap: {
    title: 'machines do not join',
    cure: 'Look at the cloud-init output of the machine; usual causes are no way out to the image registry and an API server that the machine cannot reach.',
    means: 'The machine runs at the provider, and its node has not joined the cluster in time.',
    look: [
      'The serial console or `/var/log/cloud-init-output.log` of the machine tells how far it came.',
      'From the machine: can it reach the endpoint of the cluster, and the registry?',
      'A version of kubelet that is newer than the control plane’s does not join.',
    ],
  },
  unclassified: {
    title: '',
    cure: 'Look at the object that the message names, and at the events of its namespace.',
    means: 'The objects say that something is wrong, in words that are not known here.',
    look: ['`kubectl describe` of the object that the message names, and the log of the controller that keeps it.'],
  },
};

/** All codes, in the order of the page. */
export const causeCodes = Object.keys(explanations) as readonly CauseCode[];
