{{/* Control planes of EKS, with node groups that EKS keeps, or with EC2 machines that join. _cluster.tpl says what each of these is for. */}}

{{- define "eks.kinds" -}}
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
cluster: AWSManagedCluster
controlPlane:
  apiVersion: controlplane.cluster.x-k8s.io/v1beta2
  kind: AWSManagedControlPlane
{{- if eq .Values.flavor "eks" }}
pool: AWSManagedMachinePool
{{- else }}
machines: AWSMachineTemplate
# An Amazon Linux 2023 machine joins by nodeadm, which needs nothing beyond what Cluster API tells it.
bootstrap: { kind: NodeadmConfigTemplate }
{{- end }}
{{- end }}

{{- define "eks.cluster" -}}
# All that it needs stands in the control plane.
{}
{{- end }}

{{- define "eks.controlPlane" -}}
{{- $eks := .Values.settings.eks -}}
region: {{ .Values.region }}
# As AWS shows it; otherwise namespace and name, joined.
eksClusterName: {{ .Values.name }}
# EKS follows the minor version and chooses the patch itself.
version: {{ .Values.kubernetesVersion }}
# Of the bastion host. Left out, it would mean the key named "default".
sshKeyName: {{ .Values.settings.sshKeyName | default "" | quote }}
{{ include "aws.identity" . }}
# So that service accounts can have IAM roles.
associateOIDCProvider: true
# Nodes reach the API server within the VPC; people and Cluster API from outside, where that is allowed.
endpointAccess:
  public: {{ $eks.publicEndpoint }}
  private: true
  {{- if and $eks.publicEndpoint $eks.publicCidrs }}
  publicCIDRs:
    {{- toYaml $eks.publicCidrs | nindent 4 }}
  {{- end }}
{{- range $eks.secretsKeys }}
{{- if eq (index (splitList ":" .) 3) $.Values.region }}
# Secrets, with a key of our own: whoever may not use the key cannot read them.
encryptionConfig:
  provider: {{ . }}
  resources: [secrets]
{{- end }}
{{- end }}
logging:
  apiServer: false
  audit: true
  authenticator: true
  controllerManager: false
  scheduler: false
{{- if ne .Values.cni "managed" }}
# Another pod network is installed.
vpcCni:
  disable: true
{{- end }}
# Versions that Git decides. CoreDNS is there too, as EKS installs it: it could not start before the machines.
addons:
  {{- toYaml .Values.derived.addons | nindent 2 }}
{{- end }}

{{- define "eks.machines" -}}
{{ include "aws.machines" . }}
ami:
  eksLookupType: {{ eq (include "eks.accelerator" .machineType) "NVIDIA" | ternary "AmazonLinux2023GPU" "AmazonLinux2023" }}
{{- end }}

{{- define "eks.pool" -}}
{{- $arm := regexMatch `^(a1|[a-z]+\d+[a-z]*g[a-z]*)\.` .pool.machineType }}
{{- $asked := dig "cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size" 0 (.pool.annotations | default dict) -}}
eksNodegroupName: {{ .root.Values.name }}-{{ .pool.name }}
# AWS cannot change type, image or disk of a node group: another pool replaces this one.
instanceType: {{ .pool.machineType }}
amiType: AL2023_{{ $arm | ternary "ARM_64" "x86_64" }}_{{ include "eks.accelerator" .pool.machineType | default "STANDARD" }}
diskSize: 40
{{- if .pool.spot }}
capacityType: spot
{{- end }}
{{- with .pool.zones }}
availabilityZones:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .pool.labels }}
labels:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .pool.taints }}
taints:
  {{- range . }}
  - key: {{ .key }}
    value: {{ .value | default "" | quote }}
    effect: {{ .effect | kebabcase }}
  {{- end }}
{{- end }}
# Bounds only; how many machines there are, the MachinePool says.
scaling:
  {{- with .pool.bounds }}
  minSize: {{ .min }}
  maxSize: {{ .max }}
  {{- else }}
  minSize: 0
  maxSize: {{ max 10 (.pool.replicas | default 0) $asked }}
  {{- end }}
updateConfig:
  maxUnavailable: 1
# EKS replaces nodes that are broken.
nodeRepairConfig:
  enabled: true
{{- end }}

{{/* The accelerators of a machine type, whose drivers an image must hold. */}}
{{- define "eks.accelerator" -}}
{{- if regexMatch `^(inf|trn)\d` . }}NEURON
{{- else if regexMatch `^(g4dn|gr?[5-9]\d?[a-z]*|p\d)` . }}NVIDIA
{{- end }}
{{- end }}
