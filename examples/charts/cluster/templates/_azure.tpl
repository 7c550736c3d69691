{{/* Azure's virtual machines. _cluster.tpl says what each of these is for. */}}

{{- define "azure.kinds" -}}
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
cluster: AzureCluster
machines: AzureMachineTemplate
{{- end }}

{{- define "azure.identity" -}}
{{ .Values.settings.identity.existing | default (printf "%s-identity" .Values.name) }}
{{- end }}

{{- define "azure.cluster" -}}
location: {{ .Values.region }}
subscriptionID: {{ .Values.settings.subscriptionId | quote }}
# A group of its own: Cluster API deletes it with the cluster.
resourceGroup: {{ .Values.name }}
# The Azure account by reference: no credential stands in Git.
identityRef:
  apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
  kind: AzureClusterIdentity
  name: {{ include "azure.identity" . }}
  namespace: {{ .Values.namespace }}
networkSpec:
  vnet:
    name: {{ .Values.name }}-vnet
    cidrBlocks:
      - 10.0.0.0/16
  subnets:
    - name: control-plane-subnet
      role: control-plane
      cidrBlocks:
        - 10.0.0.0/24
      securityGroup:
        name: {{ .Values.name }}-controlplane-nsg
        # The API server only. Left out, the provider opens SSH to the internet as well.
        securityRules:
          - name: allow_apiserver
            description: Allow K8s API Server
            priority: 2201
            protocol: Tcp
            direction: Inbound
            source: "*"
            sourcePorts: "*"
            destination: "*"
            destinationPorts: "6443"
            action: Allow
    - name: node-subnet
      role: node
      # Subnets cannot grow: room for as many machines as there may ever be.
      cidrBlocks:
        - 10.0.128.0/17
      # The way of the workers to the internet.
      natGateway:
        name: node-natgateway
{{- end }}

{{- define "azure.machines" -}}
{{- /* The fastest kind of disk that machines of a size take: premium ones have an "s" behind the number, or in their family. */}}
{{- $disk := regexMatch "^Standard_([A-Z]+[0-9-]+[a-z]*s|[DG]S)" .machineType | ternary "Premium_LRS" "StandardSSD_LRS" -}}
vmSize: {{ .machineType }}
{{- if .spot }}
# Deleted when Azure needs them: machines that are only stopped would count, and never come back.
spotVMOptions:
  evictionPolicy: Delete
{{- end }}
identity: UserAssigned
# The cloud controller and the disk driver act by it.
userAssignedIdentities:
  - providerID: {{ .settings.machineIdentity }}
osDisk:
  osType: Linux
  diskSizeGB: 128
  managedDisk:
    storageAccountType: {{ $disk }}
{{- if eq .role "control-plane" }}
# etcd has a disk of its own; its size decides how fast it is.
dataDisks:
  - nameSuffix: etcddisk
    diskSizeGB: 256
    lun: 0
    # etcd writes and seldom reads: a cache would only be in the way.
    cachingType: None
    managedDisk:
      storageAccountType: {{ $disk }}
{{- end }}
{{- with .settings.sshPublicKey }}
# Base64 of the public key. Left out, the provider makes a key that nobody has.
sshPublicKey: {{ . }}
{{- end }}
{{- end }}

{{- define "azure.node" -}}
# Filled in by cloud-init on the machine: the cloud controller finds nodes by this name.
name: {{ `{{ ds.meta_data["local_hostname"] }}` | squote }}
{{ include "cluster.externalCloud" "kubeletExtraArgs" }}
{{- end }}

{{- define "azure.kubeadm" -}}
# The provider writes this Secret for each machine template: the cloud controller reads its settings from it.
files:
  - path: /etc/kubernetes/azure.json
    owner: root:root
    permissions: "0644"
    contentFrom:
      secret:
        name: {{ .template }}-azure-json
        key: {{ eq .role "control-plane" | ternary "control-plane" "worker-node" }}-azure.json
{{- if eq .role "control-plane" }}
clusterConfiguration:
  controllerManager:
    {{- include "cluster.externalCloud" "extraArgs" | nindent 4 }}
  etcd:
    local:
      dataDir: /var/lib/etcddisk/etcd
diskSetup:
  partitions:
    - device: /dev/disk/azure/scsi1/lun0
      layout: true
      overwrite: false
      tableType: gpt
  filesystems:
    - device: /dev/disk/azure/scsi1/lun0
      filesystem: ext4
      label: etcd_disk
      extraOpts:
        - -E
        - lazy_itable_init=1,lazy_journal_init=1
mounts:
  - - LABEL=etcd_disk
    - /var/lib/etcddisk
{{- end }}
{{- end }}
