{{/* Virtual machines of Proxmox VE. _cluster.tpl says what each of these is for. */}}

{{- define "proxmox.kinds" -}}
apiVersion: infrastructure.cluster.x-k8s.io/v1alpha2
cluster: ProxmoxCluster
machines: ProxmoxMachineTemplate
{{- end }}

{{- define "proxmox.cluster" -}}
{{- $settings := .Values.settings -}}
{{ include "cluster.endpoint" . }}
{{- with $settings.credentials }}
# Proxmox by reference: no token stands in Git.
credentialsRef:
  name: {{ . }}
  namespace: {{ $.Values.namespace }}
{{- end }}
{{- with $settings.allowedNodes }}
allowedNodes:
  {{- toYaml . | nindent 2 }}
{{- end }}
dnsServers:
  {{- toYaml $settings.dnsServers | nindent 2 }}
ipv4Config:
  # Of the machines of this cluster alone: a pool is made of them.
  addresses:
    {{- index $settings.addresses .Values.endpoint | toYaml | nindent 4 }}
  prefix: {{ $settings.prefix }}
  gateway: {{ $settings.gateway }}
{{- end }}

{{- define "proxmox.machines" -}}
{{- $machines := . }}
{{- $settings := .settings }}
{{- $size := include "cluster.machineSize" .machineType | fromYaml }}
{{- if $settings.template.tags -}}
# The one template that has all of these tags, on whichever node.
templateSelector:
  matchPolicy: uniqueSubset
  matchTags:
    {{- range $settings.template.tags }}
    - {{ include "cluster.fillIn" (merge (dict "text" .) $machines) }}
    {{- end }}
{{- else -}}
sourceNode: {{ $settings.template.node }}
templateID: {{ $settings.template.id }}
{{- end }}
# A copy, so that a machine outlives its template.
full: true
{{- with $settings.storage }}
storage: {{ . }}
{{- end }}
{{- with $settings.pool }}
pool: {{ . }}
{{- end }}
numSockets: 1
numCores: {{ $size.processors }}
memoryMiB: {{ $size.memoryMiB }}
disks:
  bootVolume:
    disk: {{ $settings.disk }}
    sizeGb: {{ $size.diskGiB }}
network:
  networkDevices:
    - name: net0
      bridge: {{ $settings.bridge }}
      {{- with $settings.vlan }}
      vlan: {{ . }}
      {{- end }}
      model: virtio
      defaultIPv4: true
{{- end }}

{{- define "proxmox.node" -}}
# Filled in by cloud-init: without a cloud controller, the kubelet says which machine it is.
kubeletExtraArgs:
  - name: provider-id
    value: {{ "proxmox://'{{ ds.meta_data.instance_id }}'" | quote }}
{{- end }}

{{- define "proxmox.kubeadm" -}}
{{- if eq .role "control-plane" }}
files:
  {{- include "kube-vip.files" .root | nindent 2 }}
preKubeadmCommands:
  {{- include "kube-vip.command" . | nindent 2 }}
{{- end }}
{{- with .root.Values.settings.sshPublicKey }}
users:
  - name: root
    sshAuthorizedKeys:
      - {{ . | quote }}
{{- end }}
{{- end }}
