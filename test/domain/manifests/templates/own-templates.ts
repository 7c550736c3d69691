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

const managed = `# Copyright of the platform team.
---
apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata:
  namespace: \${NAMESPACE}
  name: \${ CLUSTER_NAME }
  annotations: # set by hand
    example.com/owner: "\${OWNER:-platform team}"
    argocd.argoproj.io/sync-options: SkipDryRunOnMissingResource=true,Prune=true
spec:
  clusterNetwork: {pods: {cidrBlocks: \${POD_CIDR:=["192.168.0.0/16"]}}, services: {cidrBlocks: ['\${SERVICE_CIDR:=10.96.0.0/12}']}}
  controlPlaneRef: {apiGroup: controlplane.cluster.x-k8s.io, kind: AWSManagedControlPlane, name: "\${CLUSTER_NAME}-control-plane"}
--- # the control plane
apiVersion: controlplane.cluster.x-k8s.io/v1beta2
kind: AWSManagedControlPlane
metadata: {name: "\${CLUSTER_NAME}-control-plane", labels: &labels {team: "\${TEAM:=core}"}}
spec:
  region: \${AWS_REGION}
  version: \${KUBERNETES_VERSION}
  eksClusterName: \${CLUSTER_NAME//-/_}
  additionalTags: *labels
  sshKeyName: \${SSH_KEY:='it''s'}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSManagedMachinePool
metadata:
  name: \${CLUSTER_NAME}-pool-0
spec:
  scaling:
    minSize: \${WORKER_MACHINE_COUNT:=1}
    maxSize: \${MAX:=\${WORKER_MACHINE_COUNT}}
  taints: \${TAINTS:=[]}
  userData: |
    #!/bin/sh
    mode=0644; printf '%s\\n' "$\${HOME}" '\${CLUSTER_NAME^^}' "\${KUBERNETES_VERSION#v}"
  filePermissions: 0644
  bigNumber: 12345678901234567890
`;

const list = `{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Cluster", "metadata": {"name": "\${CLUSTER_NAME}"},
   "spec": {"topology": {"classRef": {"name": "\${CLASS:=quick}"}, "version": "\${KUBERNETES_VERSION}", "variables": \${VARIABLES:=[]}}}},
  {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "\${CLUSTER_NAME}-notes", "annotations": {}},
   "data": {"note": "\${NOTE:=first line,\n    folded into one}"}}
]}
`;

const multiline = `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata:
    labels:
        a: b
    # the name of it
    name: \${CLUSTER_NAME}   # trailing
    annotations:
spec:
    topology:
        classRef:
            name: \${CLASS:-quick}
        version: \${KUBERNETES_VERSION}
        variables: \${VARIABLES:=
        - name: zones
          value: [a, b]
        - name: "quoted: 'one'"
          value: x}
`;

/** Machine pools whose machines one object of the provider makes, of a kind that is known and of one that is not. */
export const machinePools = `kind: Cluster
apiVersion: cluster.x-k8s.io/v1beta1
spec:
  controlPlaneRef: {kind: KubeadmControlPlane, apiVersion: controlplane.cluster.x-k8s.io/v1beta1, name: "\${CLUSTER_NAME}-cp"}
  infrastructureRef: {kind: AzureCluster, apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, name: "\${CLUSTER_NAME}"}
metadata: # at the end, as some sort it
  name: \${CLUSTER_NAME}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureCluster
metadata:
  name: \${CLUSTER_NAME}
spec:
  location: \${AZURE_LOCATION}
  resourceGroup: \${RESOURCE_GROUP:=\${CLUSTER_NAME}-\${AZURE_LOCATION}}
---
apiVersion: controlplane.cluster.x-k8s.io/v1beta1
kind: KubeadmControlPlane
metadata:
  name: \${CLUSTER_NAME}-cp
spec:
  replicas: \${CONTROL_PLANE_MACHINE_COUNT:=1}
  version: \${KUBERNETES_VERSION}
  kubeadmConfigSpec:
    initConfiguration:
      nodeRegistration: {name: '{{ ds.meta_data["local_hostname"] }}'}
    preKubeadmCommands: []
  machineTemplate:
    infrastructureRef: {kind: AzureMachineTemplate, apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, name: "\${CLUSTER_NAME}-cp"}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureMachineTemplate
metadata:
  name: \${CLUSTER_NAME}-cp
spec:
  template: {spec: {vmSize: "\${CONTROL_PLANE_SIZE:=Standard_D4s_v5}", osDisk: {osType: Linux}, sshPublicKey: \${SSH_KEY_B64:=""}}}
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: MachinePool
metadata:
  name: \${CLUSTER_NAME}-mp-0
spec:
  clusterName: \${CLUSTER_NAME}
  replicas: \${WORKER_MACHINE_COUNT:=2}
  template:
    metadata: {}
    spec:
      clusterName: \${CLUSTER_NAME}
      version: \${KUBERNETES_VERSION}
      bootstrap:
        dataSecretName: ""
      infrastructureRef:
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: AzureMachinePool
        name: \${CLUSTER_NAME}-mp-0
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureMachinePool
metadata:
  name: \${CLUSTER_NAME}-mp-0
spec:
  location: \${AZURE_LOCATION}
  template:
    vmSize: "\${NODE_SIZE:=Standard_D4s_v5}"
    osDisk: {osType: Linux}
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: MachinePool
metadata:
  name: \${CLUSTER_NAME}-batch
spec:
  clusterName: \${CLUSTER_NAME}
  replicas: 1
  template:
    spec:
      clusterName: \${CLUSTER_NAME}
      version: \${KUBERNETES_VERSION}
      bootstrap: {dataSecretName: unused}
      infrastructureRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: OtherMachinePool, name: "\${CLUSTER_NAME}-batch"}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: OtherMachinePool
metadata:
  name: \${CLUSTER_NAME}-batch
`;

/** A control plane of another kind, a pool whose name is none of its templates', null and empty values, spaces at line ends. */
export const talos = `---
apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata:
  name: "\${CLUSTER_NAME}"
spec:
  controlPlaneRef:
    kind: TalosControlPlane
    apiVersion: controlplane.cluster.x-k8s.io/v1alpha3
    name: "\${CLUSTER_NAME}-machines" 
---
apiVersion: controlplane.cluster.x-k8s.io/v1alpha3
kind: TalosControlPlane
metadata:
  name: \${CLUSTER_NAME}-machines
spec:
  version: \${KUBERNETES_VERSION} 
  replicas: \${CONTROL_PLANE_MACHINE_COUNT:-1} 
  infrastructureTemplate:
    kind: HCloudMachineTemplate
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    name: \${CLUSTER_NAME}-nodes
---
kind: HCloudMachineTemplate
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
metadata:
  name: \${CLUSTER_NAME}-nodes
spec:
  template:
    spec:
      type: \${HCLOUD_CONTROL_PLANE_MACHINE_TYPE=ccx23}
      imageName: "\${IMAGE:=talos-stable}"
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: MachineDeployment
metadata:
  name: "\${CLUSTER_NAME}-workers"
spec:
  clusterName: "\${CLUSTER_NAME}"
  replicas: \${WORKER_MACHINE_COUNT}
  selector:
    matchLabels:
  template:
    spec:
      clusterName: "\${CLUSTER_NAME}"
      version: "\${KUBERNETES_VERSION}"
      bootstrap:
        configRef: {kind: TalosConfigTemplate, apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3, name: "\${CLUSTER_NAME}-joins"}
      infrastructureRef: {kind: HCloudMachineTemplate, apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, name: "\${CLUSTER_NAME}-worker"}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: HCloudMachineTemplate
metadata:
  name: "\${CLUSTER_NAME}-worker"
spec: {template: {spec: {type: "\${HCLOUD_WORKER_MACHINE_TYPE:=ccx23}", imageName: "\${IMAGE:=talos-stable}"}}}
---
apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
kind: TalosConfigTemplate
metadata:
  name: "\${CLUSTER_NAME}-joins"
spec: {template: {spec: {generateType: join, strategicPatches: \${PATCHES:=[]}}}}`;

/** A control plane of pods on a provider that has no manifests here: null selectors, a variable at the end of a line, quotes inside of words. */
const hosted = `apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
kind: KubeadmConfigTemplate
metadata:
  name: \${CLUSTER_NAME}-md-0
spec:
  template:
    spec:
      files: []
      joinConfiguration:
        nodeRegistration:
          kubeletExtraArgs:
            eviction-hard: nodefs.available<0%,imagefs.available<0%
            provider-id: nutanix:///'{{ instance_id }}'
          name: '{{ ds.meta_data["local_hostname"] }}'
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata:
  name: \${CLUSTER_NAME}
spec:
  clusterNetwork:
    serviceDomain: \${SERVICE_DOMAIN:="cluster.local"}
  controlPlaneRef:
    apiVersion: controlplane.cluster.x-k8s.io/v1alpha1
    kind: KamajiControlPlane
    name: \${CLUSTER_NAME}-control-plane
  infrastructureRef:
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: NutanixCluster
    name: \${CLUSTER_NAME}
---
apiVersion: controlplane.cluster.x-k8s.io/v1alpha1
kind: KamajiControlPlane
metadata:
  name: \${CLUSTER_NAME}-control-plane
spec:
  dataStoreName: \${DATASTORE:-default}
  network: {serviceType: LoadBalancer}
  replicas: \${CONTROL_PLANE_MACHINE_COUNT:-1}
  version: \${KUBERNETES_VERSION}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: NutanixCluster
metadata:
  name: \${CLUSTER_NAME}
spec:
  prismCentral:
    address: prism.example.com # of the factory
    insecure: \${NUTANIX_INSECURE=false}
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: MachineDeployment
metadata:
  name: \${CLUSTER_NAME}-md-0
spec:
  clusterName: \${CLUSTER_NAME}
  replicas: \${WORKER_MACHINE_COUNT}
  selector:
    matchLabels: null
  template:
    spec:
      bootstrap:
        configRef: {apiVersion: bootstrap.cluster.x-k8s.io/v1beta1, kind: KubeadmConfigTemplate, name: "\${CLUSTER_NAME}-md-0"}
      clusterName: \${CLUSTER_NAME}
      failureDomain: \${FAILURE_DOMAIN:=""}
      infrastructureRef:
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: NutanixMachineTemplate
        name: \${CLUSTER_NAME}-md-0
      version: \${KUBERNETES_VERSION}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: NutanixMachineTemplate
metadata:
  name: \${CLUSTER_NAME}-md-0
spec:
  template:
    spec:
      subnet: \${NUTANIX_SUBNET_NAME:=vms} `;

/** A group below another, shell with dollars of its own, commands that are folded, documents inside of a text. */
const supervisor = `apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata:
  labels:
    cluster.x-k8s.io/cluster-name: '\${CLUSTER_NAME}'
  name: '\${CLUSTER_NAME}'
  namespace: '\${NAMESPACE}'
spec:
  controlPlaneRef:
    apiVersion: controlplane.cluster.x-k8s.io/v1beta1
    kind: KubeadmControlPlane
    name: '\${CLUSTER_NAME}'
  infrastructureRef:
    apiVersion: vmware.infrastructure.cluster.x-k8s.io/v1beta1
    kind: VSphereCluster
    name: '\${CLUSTER_NAME}'
---
apiVersion: vmware.infrastructure.cluster.x-k8s.io/v1beta1
kind: VSphereCluster
metadata:
  name: '\${CLUSTER_NAME}'
spec:
  controlPlaneEndpoint: {host: "\${API_HOST:=10.0.0.9}", port: \${API_PORT:=6443}}
---
apiVersion: controlplane.cluster.x-k8s.io/v1beta1
kind: KubeadmControlPlane
metadata:
  name: '\${CLUSTER_NAME}'
spec:
  kubeadmConfigSpec:
    files:
    - content: |
        #!/bin/bash
        # Not for kubernetes < v1.29
        MINOR="$(kubeadm version -o short | cut -d '.' -f 2)"
        if [[ "$MINOR" -lt "29" ]]; then exit 0; fi
        sed -i 's#admin.conf#super-admin.conf#' \\
          /etc/kubernetes/manifests/vip.yaml
      owner: root:root
      path: /etc/before/50-vip.sh
      permissions: "0700"
    preKubeadmCommands:
    - echo "127.0.0.1   {{ ds.meta_data.hostname }} {{ local_hostname }} localhost
      localhost.localdomain" >>/etc/hosts
    - for script in $(find /etc/before/ -name '*.sh' -type f | sort);
      do echo "Running $script"; "$script"; done
    users:
    - name: capv
      sudo: ALL=(ALL) NOPASSWD:ALL
  machineTemplate:
    infrastructureRef:
      apiVersion: vmware.infrastructure.cluster.x-k8s.io/v1beta1
      kind: VSphereMachineTemplate
      name: '\${CLUSTER_NAME}'
  replicas: \${CONTROL_PLANE_MACHINE_COUNT}
  version: '\${KUBERNETES_VERSION}'
---
apiVersion: vmware.infrastructure.cluster.x-k8s.io/v1beta1
kind: VSphereMachineTemplate
metadata:
  name: '\${CLUSTER_NAME}'
spec:
  template:
    spec: {className: "\${MACHINE_CLASS:=best-effort-large}", powerOffMode: "\${POWER_OFF:=trySoft}"}
---
apiVersion: v1
data:
  data: |
    ---
    apiVersion: v1
    kind: Namespace
    metadata:
      name: csi
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: conf, namespace: csi}
    data:
      csi.conf: |+
        [Global]
        cluster-id = "\${NAMESPACE}/\${CLUSTER_NAME}"

        [Network]
        args = --address=$(ADDRESS)

    ---
kind: ConfigMap
metadata:
  name: \${CLUSTER_NAME}-csi
`;

/** Templates of ours in the ways that upstream's are written. */
export const ownTemplates = {
  ...{ kubeadm, resourceSet, managed, list, multiline, machinePools, talos },
  ...{ hosted, supervisor },
} as const;

/** Where a cluster of such a template can be. */
export function placeOf(template: string): { readonly region: string; readonly provider: string } {
  if (template.includes('AzureCluster')) return { region: 'westeurope', provider: 'azure' };
  if (template.includes('NutanixCluster')) return { region: 'halle-3', provider: 'nutanix' };
  return template.includes('VSphereCluster')
    ? { region: 'halle-3', provider: 'vsphere' }
    : { region: 'eu-west-1', provider: 'aws' };
}
