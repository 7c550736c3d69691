{{/* Virtual machines of a vCenter. _cluster.tpl says what each of these is for. */}}

{{- define "vsphere.kinds" -}}
apiVersion: infrastructure.cluster.x-k8s.io/{{ .Values.clusterApiVersion }}
cluster: VSphereCluster
machines: VSphereMachineTemplate
{{- end }}

{{- define "vsphere.cluster" -}}
# Without a fingerprint (thumbprint), its certificate is not checked.
server: {{ .Values.settings.server }}
{{- with .Values.settings.thumbprint }}
thumbprint: {{ . | quote }}
{{- end }}
# The account of vCenter by reference: no credential stands in Git.
identityRef:
  kind: {{ .Values.settings.identity.kind }}
  name: {{ .Values.settings.identity.name }}
{{ include "cluster.endpoint" . }}
{{- end }}

{{- define "vsphere.machines" -}}
{{- $settings := .settings }}
{{- $size := include "cluster.machineSize" .machineType | fromYaml }}
{{- range $field, $value := dict "server" $settings.server "thumbprint" $settings.thumbprint "datastore" $settings.datastore "storagePolicyName" $settings.storagePolicy "folder" $settings.folder "resourcePool" $settings.resourcePool }}
{{- with $value }}
{{ $field }}: {{ . | quote }}
{{- end }}
{{- end }}
datacenter: {{ $settings.datacenter | default .root.Values.region | quote }}
template: {{ include "cluster.fillIn" (merge (dict "text" $settings.template) .) }}
# A linked clone would have the disk of the template, whatever its size is to be, and hang on to it.
cloneMode: fullClone
numCPUs: {{ $size.processors }}
memoryMiB: {{ $size.memoryMiB }}
diskGiB: {{ $size.diskGiB }}
network:
  devices:
    - networkName: {{ $settings.network | quote }}
      dhcp4: {{ not $settings.addressPool }}
      {{- with $settings.addressPool }}
      addressesFromPools:
        - apiGroup: ipam.cluster.x-k8s.io
          kind: {{ .kind }}
          name: {{ .name }}
      {{- with $settings.dnsServers }}
      nameservers:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- end }}
# So that a machine that is replaced can end its work.
powerOffMode: trySoft
{{- end }}

{{- define "vsphere.node" -}}
# Filled in by cloud-init on the machine: the cloud controller finds nodes by this name.
name: {{ "{{ local_hostname }}" | quote }}
criSocket: unix:///var/run/containerd/containerd.sock
{{ include "cluster.externalCloud" "kubeletExtraArgs" }}
{{- end }}

{{- define "vsphere.kubeadm" -}}
{{- if eq .role "control-plane" }}
clusterConfiguration:
  controllerManager:
    {{- include "cluster.externalCloud" "extraArgs" | nindent 4 }}
files:
  {{- include "kube-vip.files" .root | nindent 2 }}
{{- end }}
{{- with .root.Values.settings.sshPublicKey }}
users:
  - name: capv
    sudo: ALL=(ALL) NOPASSWD:ALL
    sshAuthorizedKeys:
      - {{ . | quote }}
{{- end }}
# The name that vSphere gave the machine becomes its host name.
preKubeadmCommands:
  - {{ `hostnamectl set-hostname "{{ ds.meta_data.hostname }}"` | squote }}
  - {{ `echo "127.0.0.1 {{ ds.meta_data.hostname }} {{ local_hostname }} localhost" >> /etc/hosts` | squote }}
  {{- if eq .role "control-plane" }}
  {{- include "kube-vip.command" . | nindent 2 }}
  {{- end }}
{{- end }}
