{{/* Machines of Compute Engine. _cluster.tpl says what each of these is for. */}}

{{- define "gcp.kinds" -}}
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
cluster: GCPCluster
machines: GCPMachineTemplate
{{- end }}

{{- define "gcp.cluster" -}}
project: {{ .Values.settings.project }}
region: {{ .Values.region }}
{{- with .Values.settings.credentials }}
# Credentials by reference: none stands in Git. Left out, they are the provider's own.
credentialsRef:
  name: {{ .name }}
  namespace: {{ .namespace }}
{{- end }}
network:
  name: {{ .Values.settings.network }}
# On everything that costs, so that a bill can be read by cluster.
additionalLabels:
  clusterops-cluster: {{ .Values.name }}
{{- end }}

{{- define "gcp.machines" -}}
instanceType: {{ .machineType }}
{{- if .spot }}
provisioningModel: Spot
{{- end }}
# Google publishes none with Kubernetes: it is built by you.
image: {{ .settings.image }}
{{- with .settings.subnet }}
subnet: {{ . }}
{{- end }}
rootDeviceSize: 50
# etcd and container images want a disk that answers fast.
rootDeviceType: {{ include "gcp.disk" .machineType }}
# The machine starts only what its image was signed for.
shieldedInstanceConfig:
  secureBoot: Enabled
  virtualizedTrustedPlatformModule: Enabled
  integrityMonitoring: Enabled
{{- with .settings.serviceAccount }}
serviceAccounts:
  email: {{ . }}
  scopes:
    - https://www.googleapis.com/auth/cloud-platform
{{- end }}
{{- end }}

{{- define "gcp.node" -}}
# Filled in by cloud-init on the machine: the cloud controller finds nodes by this name.
name: {{ `{{ ds.meta_data.local_hostname.split(".")[0] }}` | squote }}
{{ include "cluster.externalCloud" "kubeletExtraArgs" }}
{{- end }}

{{- define "gcp.kubeadm" -}}
{{- if eq .role "control-plane" }}
clusterConfiguration:
  controllerManager:
    {{- include "cluster.externalCloud" "extraArgs" | nindent 4 }}
{{- end }}
{{- end }}

{{/* The fastest disk that machines of a type take: series from the fourth on take Hyperdisk only, and h3 no SSD. */}}
{{- define "gcp.disk" -}}
{{- if hasPrefix "h3-" . }}pd-balanced
{{- else if regexMatch "^[a-z]{1,2}([4-9]|[0-9]{2})" . }}hyperdisk-balanced
{{- else }}pd-ssd
{{- end }}
{{- end }}
