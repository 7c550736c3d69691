/** Providers whose kinds are not called as they are, by the prefix of their kinds. */
const names: Readonly<Record<string, string>> = {
  alibabacloud: 'alibaba',
  byo: 'byoh',
  do: 'digitalocean',
  docker: 'dev',
  ibmpowervs: 'ibmcloud',
  ibmvpc: 'ibmcloud',
  osc: 'outscale',
  rosa: 'aws',
  v: 'vcluster',
};

/**
 * The provider of a kind of infrastructure, in the words of `clusterctl init`: `nutanix` for `NutanixCluster`, `aws` for
 * `AWSManagedControlPlane`. Of one that is not known here, the prefix of its kinds.
 */
export function providerOfKind(kind: string | undefined): string | undefined {
  const [, prefix] = /^([A-Za-z0-9]+?)(ASO)?(Managed)?(Cluster|ControlPlane)$/.exec(kind ?? '') ?? [];
  const word = prefix?.toLowerCase();
  return word === undefined ? undefined : (names[word] ?? word);
}
