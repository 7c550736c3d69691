import { type CatalogueEntry, entry } from './entry.ts';

/** What can be wrong with a cluster that is asked for, and with a request. */
export const clusters = {
  'cluster/name-invalid': entry(
    'The name cannot be used for a cluster.',
    'Use lower-case letters, digits and hyphens, starting with a letter.',
  ),
  'cluster/name-too-long': entry('The name is longer than the provider allows.', 'Choose a shorter name.'),
  'cluster/taken': entry('A cluster or an open request of that name exists.', 'Choose another name with name=.'),
  'cluster/unknown': entry('No cluster of that name is known here.', 'Comment /list-clusters for the names.'),
  'cluster/left': entry(
    'The cluster left the base branch while a pull request that changes it was open.',
    'Close the pull request, or bring the folder back to the base branch first.',
  ),
  'cluster/selector-key': entry(
    'A selector goes by something that no cluster has.',
    'Use a key or a label that the message names.',
  ),
  'cluster/none-selected': entry('No cluster fits the selector.', 'Comment /list-clusters for what there is.'),
  'cluster/too-many-selected': entry(
    'The selector fits more clusters than one pull request changes.',
    'Narrow the selector, or set fleet.waves in .github/clusterops.yml.',
  ),
  'cluster/too-many-waves': entry(
    'The selector fits more clusters than the waves of one command change.',
    'Narrow the selector, or make the last of fleet.waves in .github/clusterops.yml larger.',
  ),
  'cluster/region-unknown': entry(
    'No provider has a region of that name.',
    'Correct the region, or name the provider with provider=.',
  ),
  'cluster/region-ambiguous': entry(
    'Several providers have a region of that name, and the first of providers.order was taken.',
    'Name another with provider=.',
  ),
  'cluster/provider-unknown': entry(
    'The provider is not supported.',
    'Use one of the providers that /help create-cluster lists.',
  ),
  'cluster/provider-unavailable': entry(
    'The provider cannot be used, or not as it is configured.',
    'Do as the message says, or use another provider.',
  ),
  'cluster/version-unsupported': entry(
    'The Kubernetes version cannot be used.',
    'Use a version of the range that the message names.',
  ),
  'cluster/control-plane-even': entry(
    'A stacked etcd control plane needs an odd number of machines.',
    'Use 1, 3 or 5.',
  ),
  'cluster/machine-type-invalid': entry(
    'The machine type is not one of the provider.',
    'Use a machine type of the provider.',
  ),
  'cluster/machine-type-fixed': entry(
    'The service of the provider makes these machines, and cannot make them of another type.',
    'Add a pool of the other type, and remove this one once its machines are there.',
  ),
  'cluster/workers-needed': entry(
    'A cluster of this kind needs workers.',
    'Ask for as many as the message names, or more.',
  ),
  'cluster/workers-uneven': entry(
    'Workers cannot be spread evenly over the zones of the cluster.',
    'Ask for a number that the message names.',
  ),
  'cluster/not-spread': entry(
    'The machines of a cluster are all in one failure domain, though it has several.',
    'Name failure domains, as the message says.',
  ),
  'cluster/network-invalid': entry(
    'A network is not written as one, or overlaps with another.',
    'Choose other networks with pod-cidr= and service-cidr=.',
  ),
  'cluster/network-shared': entry(
    'The networks of several clusters share addresses.',
    'Nothing, unless they are to reach each other: then give each networks of its own.',
  ),
  'cluster/version-skew': entry(
    'Workers and control plane are further apart than Kubernetes allows.',
    'Upgrade the older of the two first; the control plane is never the older one.',
  ),
  'cluster/values-refused': entry(
    'The schema of the chart refuses the values of the cluster, or is no schema.',
    'Ask for what the chart makes, or extend the chart.',
  ),
  'cluster/settings-missing': entry(
    'The configuration lacks what the provider needs.',
    'Set the key that the message names in .github/clusterops.yml.',
  ),
  'cluster/endpoint-invalid': entry(
    'The address of the API server cannot be used.',
    'Give another with endpoint=, as the message says.',
  ),
  'cluster/endpoint-taken': entry('Another cluster has the address of the API server.', 'Give another with endpoint=.'),
  'cluster/addresses-few': entry(
    'There are fewer addresses than machines.',
    'Ask for fewer machines, or have more addresses configured.',
  ),
  'cluster/packaging-refused': entry(
    'The GitOps engine of the repository cannot apply clusters in this form.',
    'Choose another with packaging=.',
  ),
  'cluster/experimental': entry('The provider is experimental.', 'Use it for rehearsals only.'),
  'cluster/pool-unknown': entry('The cluster has no pool of that name.', 'Comment /cluster-status for its pools.'),
  'cluster/pool-stays': entry(
    'Argo CD does not take away the pool of a chart.',
    'Delete its MachineDeployment or MachinePool with kubectl after the merge.',
  ),
  'cluster/template-stays': entry(
    'A template that machines were made from stays until the last of them is replaced.',
    'Nothing by hand: it is taken out when nothing refers to it. Where no management cluster is connected, remove it after the roll-out.',
  ),
  'cluster/pool-unsupported': entry(
    'The provider, in this flavour or packaging, makes no such pools.',
    'Leave out what the message names.',
  ),
  'cluster/upgrade-path': entry(
    'Kubernetes, Cluster API or the provider does not support this way from one version to the other.',
    'Go one minor version at a time, never down, with workers at most three minor versions behind.',
  ),
  'cluster/upgrade-continues': entry(
    'The workers of an upgrade follow once the control plane runs the new version.',
    'Wait for their pull request, or give the same command again when Ready says that the control plane is up to date.',
  ),
  'cluster/upgrade-waits': entry(
    'The command waits until the cluster runs what its files say, and all of it is ready.',
    'Look at /cluster-status, and give the command again when it says so.',
  ),
  'cluster/template-in-use': entry(
    'Something in the management cluster still refers to a template that is to be taken out.',
    'Wait until it is gone, as the message names it, and give the command again.',
  ),
  'cluster/upgrade-needs': entry(
    'The new version needs something that the bot does not make or change.',
    'Look at the place that the message names before you merge.',
  ),
  'cluster/size-unknown': entry('The files do not say such a size.', 'Change it where it is said.'),
  'cluster/size-bounded': entry('Bounds or an autoscaler decide the size.', 'Give min= and max=.'),
  'cluster/file-in-the-way': entry(
    'A file that somebody else wrote stands where ours would go.',
    'Choose another name, or move the file.',
  ),
  'cluster/cni-needed': entry(
    'Without a CNI no node ever becomes Ready.',
    'Use cni=cilium or cni=calico; none is for in-memory clusters only.',
  ),
  'cluster/addon-too-large': entry(
    'The manifests of the add-on are larger than a ConfigMap holds, so that no ClusterResourceSet can apply them.',
    'Choose another add-on, or have the Cluster API add-on provider for Helm installed.',
  ),
  'request/none-open': entry(
    'There is no open request here that the command could act on.',
    'Comment on the issue or the pull request of the request.',
  ),
  'request/merged': entry(
    'The pull request of the request is merged: it cannot be cancelled.',
    'Take it back as its description says, below "How to undo it".',
  ),
  'request/branch-foreign': entry(
    'A branch of that name exists and is not ours.',
    'Remove or rename the branch, then comment /retry.',
  ),
  'request/no-change': entry('The files are already so.', 'Nothing needs to be done.'),
} as const satisfies Record<string, CatalogueEntry>;
