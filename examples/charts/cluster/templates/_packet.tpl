{{/* Bare metal machines of Equinix Metal, whose service has ended: for what still answers as it did. _cluster.tpl says what each of these is for. */}}

{{- define "packet.kinds" -}}
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
cluster: PacketCluster
machines: PacketMachineTemplate
{{- end }}

{{- define "packet.cluster" -}}
projectID: {{ .Values.settings.projectId | quote }}
metro: {{ .Values.region }}
# The cloud controller holds the address of the API server.
vipManager: CPEM
{{- end }}

{{- define "packet.machines" -}}
machineType: {{ .machineType }}
os: {{ .settings.os | quote }}
billingCycle: hourly
sshKeys: {{ .settings.sshKeys | toJson }}
{{- end }}

{{- define "packet.node" -}}
# The machine says itself which it is; filled in by cloud-init.
{{ include "cluster.externalCloud" "kubeletExtraArgs" }}
  - name: provider-id
    value: {{ "equinixmetal://{{ v1.instance_id }}" | quote }}
{{- end }}

{{- define "packet.kubeadm" -}}
{{- if eq .role "control-plane" }}
clusterConfiguration:
  controllerManager:
    {{- include "cluster.externalCloud" "extraArgs" | nindent 4 }}
{{- end }}
{{- end }}
