{{/* Workers on Alibaba Cloud of a control plane that is there already. Experimental. _cluster.tpl says what each of these is for. */}}

{{- define "alibaba.kinds" -}}
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
cluster: AlibabaCloudCluster
controlPlane:
  apiVersion: controlplane.cluster.x-k8s.io/v1beta1
  kind: AlibabaCloudControlPlane
machines: AlibabaCloudMachineTemplate
bootstrap:
  dataSecretName: {{ include "cluster.fillIn" (dict "root" . "kubernetesVersion" .Values.kubernetesVersion "text" .Values.settings.bootstrapSecret) }}
{{- end }}

{{- define "alibaba.cluster" -}}
region: {{ .Values.region }}
{{ include "cluster.endpoint" . }}
{{- end }}

{{- define "alibaba.controlPlane" -}}
# The control plane is there already; Cluster API is only told of it.
mode: external
# What the control plane really runs.
version: {{ .Values.kubernetesVersion }}
{{ include "cluster.endpoint" . }}
{{- end }}

{{- define "alibaba.machines" -}}
{{- $settings := .settings -}}
regionID: {{ .root.Values.region }}
{{- with $settings.zone }}
zoneID: {{ . }}
{{- end }}
instanceType: {{ .machineType }}
imageID: {{ $settings.image | quote }}
vSwitchID: {{ $settings.vSwitch }}
securityGroupIDs:
  - {{ $settings.securityGroup }}
# Machines act by a role: no credential stands on them.
ramRoleName: {{ $settings.ramRole }}
systemDisk:
  category: cloud_essd
  size: {{ $settings.diskGiB }}
  encrypted: true
# Ignition reads its user data without a token; once the node has joined, tokens are required.
metadataOptions:
  httpEndpoint: enabled
  httpTokens: optional
  httpTokensAfterBoot: required
tags:
  - key: kubernetes.io/cluster/{{ .root.Values.name }}
    value: owned
{{- end }}
