/** Values that the tests of templates give. */
export const values: Readonly<Record<string, string>> = {
  PLAIN: 'abcabc',
  EMPTY: '',
  PATH_LIKE: 'a/b.c/d.tar.gz',
  UNICODE: 'äöü-Straße',
  NUMBER: '3',
  CLUSTER_NAME: 'shop',
  NAMESPACE: 'default',
  KUBERNETES_VERSION: 'v1.34.3',
  CONTROL_PLANE_MACHINE_COUNT: '3',
  WORKER_MACHINE_COUNT: '5',
  AWS_REGION: 'eu-west-1',
  AWS_CONTROL_PLANE_MACHINE_TYPE: 'm7i.large',
  AWS_NODE_MACHINE_TYPE: 'm7i.xlarge',
};

const kubeadm = `# A cluster of machines.
apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata:
  name: "\${CLUSTER_NAME}"
  labels:
    cni: "\${CNI:=cilium}" # chosen by label
spec:
  clusterNetwork:
    pods:
      cidrBlocks: ["\${POD_CIDR:=192.168.0.0/16}"]
  infrastructureRef:
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
    kind: AWSCluster
    name: "\${CLUSTER_NAME}"
  controlPlaneRef:
    apiVersion: controlplane.cluster.x-k8s.io/v1beta1
    kind: KubeadmControlPlane
    name: "\${CLUSTER_NAME}-control-plane"
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSCluster
metadata:
  name: "\${CLUSTER_NAME}"
spec:
  region: \${AWS_REGION}
  sshKeyName: \${AWS_SSH_KEY_NAME:-""}
---
apiVersion: controlplane.cluster.x-k8s.io/v1beta1
kind: KubeadmControlPlane
metadata:
  name: "\${CLUSTER_NAME}-control-plane"
spec:
  replicas: \${CONTROL_PLANE_MACHINE_COUNT:=1}
  version: "\${KUBERNETES_VERSION}"
  machineTemplate:
    infrastructureRef:
      apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
      kind: AWSMachineTemplate
      name: \${CLUSTER_NAME}-control-plane
  kubeadmConfigSpec:
    preKubeadmCommands:
      - export MINOR=$(echo \${KUBERNETES_VERSION#v} | cut -d. -f2)
      - echo "$\${HOME} $\${KUBERNETES_VERSION} \${KUBERNETES_VERSION//./-}"
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSMachineTemplate
metadata:
  name: \${CLUSTER_NAME}-control-plane
spec:
  template:
    spec:
      instanceType: \${AWS_CONTROL_PLANE_MACHINE_TYPE:=m7i.large}
`;

const resourceSet = `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: {name: \${CLUSTER_NAME}, labels: {ccm: "\${CLUSTER_NAME}-ccm"}}
spec: {topology: {classRef: {name: \${CLASS:="quick-start"}}, version: \${KUBERNETES_VERSION}}}
---
apiVersion: addons.cluster.x-k8s.io/v1beta2
kind: ClusterResourceSet
metadata:
  name: crs-ccm
spec:
  clusterSelector:
    matchLabels:
      ccm: \${CLUSTER_NAME}-ccm
  resources:
    - kind: ConfigMap
      name: \${CLUSTER_NAME}-ccm
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: \${CLUSTER_NAME}-ccm
data:
  start.sh: |
    #!/bin/sh
    for each in $\${NODES}; do
      echo "$\${each}" \${WORKER_MACHINE_COUNT}
    done
`;

/** Templates of ours in the ways that upstream's are written. */
export const ownTemplates: Readonly<Record<string, string>> = { kubeadm, resourceSet };
