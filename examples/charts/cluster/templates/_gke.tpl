{{/* Regional control planes of GKE, with node pools. _cluster.tpl says what each of these is for. */}}

{{- define "gke.kinds" -}}
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
cluster: GCPManagedCluster
# The provider has its control plane in the group of infrastructure.
controlPlane:
  apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
  kind: GCPManagedControlPlane
pool: GCPManagedMachinePool
{{- end }}

{{- define "gke.cluster" -}}
{{ include "gcp.cluster" . }}
{{- end }}

{{- define "gke.controlPlane" -}}
project: {{ .Values.settings.project }}
# A region: the control plane survives the loss of a zone.
location: {{ .Values.region }}
# As Google Cloud shows it; otherwise namespace and name, joined.
clusterName: {{ .Values.name }}
# In no release channel. GKE upgrades control planes by itself all the same: raise this version then too.
version: {{ .Values.kubernetesVersion }}
# Networks that are left out, GKE chooses: clusters of one network share no address.
clusterNetwork:
  useIPAliases: true
  {{- with .Values.network.pods }}
  pod:
    cidrBlock: {{ . }}
  {{- end }}
  {{- with .Values.network.services }}
  service:
    cidrBlock: {{ . }}
  {{- end }}
# So that service accounts can act as IAM service accounts.
clusterSecurity:
  workloadIdentityConfig:
    workloadPool: {{ .Values.settings.project }}.svc.id.goog
{{- end }}

{{- define "gke.pool" -}}
{{- $disk := include "gcp.disk" .pool.machineType -}}
nodePoolName: {{ .pool.name }}
# GKE cannot change it in a node pool: another pool replaces this one.
machineType: {{ .pool.machineType }}
diskSizeGB: 50
{{- /* The provider knows Persistent Disks only: machines that take none get what GKE chooses. */}}
{{- if ne $disk "hyperdisk-balanced" }}
diskType: pd-balanced
{{- end }}
{{- with .pool.zones }}
nodeLocations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .pool.labels }}
kubernetesLabels:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .pool.taints }}
kubernetesTaints:
  {{- range . }}
  - key: {{ .key }}
    value: {{ .value | default "" | quote }}
    effect: {{ .effect }}
  {{- end }}
{{- end }}
# The MachinePool says how many machines there are. Left out, the provider lets GKE go down to one.
scaling:
  enableAutoscaling: false
# GKE repairs nodes; their version is that of the MachinePool.
management:
  autoRepair: true
  autoUpgrade: false
nodeSecurity:
  enableSecureBoot: true
  enableIntegrityMonitoring: true
  {{- with .root.Values.settings.serviceAccount }}
  serviceAccount:
    email: {{ . }}
  {{- end }}
{{- end }}
