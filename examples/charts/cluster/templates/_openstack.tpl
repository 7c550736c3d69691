{{/* Servers of an OpenStack. _cluster.tpl says what each of these is for. */}}

{{- define "openstack.kinds" -}}
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
cluster: OpenStackCluster
machines: OpenStackMachineTemplate
{{- end }}

{{- define "openstack.cluster" -}}
{{- $settings := .Values.settings -}}
# The OpenStack project by reference: no credential stands in Git.
identityRef:
  type: Secret
  name: {{ $settings.identity.name }}
  cloudName: {{ $settings.identity.cloudName | quote }}
  region: {{ $settings.name | default .Values.region | quote }}
apiServerLoadBalancer:
  enabled: true
  {{- with $settings.loadBalancerProvider }}
  provider: {{ . }}
  {{- end }}
{{- with $settings.externalNetworkId }}
externalNetwork:
  id: {{ . | quote }}
{{- end }}
# A network, a subnet and a router are made for the cluster alone.
managedSubnets:
  - cidr: {{ $settings.nodeCidr }}
    dnsNameservers:
      {{- toYaml $settings.dnsServers | nindent 6 }}
managedSecurityGroups:
  allowAllInClusterTraffic: false
  {{- if ne .Values.cni "none" }}
  # What the pod network passes between machines.
  allNodesSecurityGroupRules:
    {{- range include "cluster.cniPorts" . | fromYamlArray }}
    - name: {{ .description }}
      description: {{ .description }}
      direction: ingress
      etherType: IPv4
      protocol: {{ .protocol }}
      {{- if ne .protocol "icmp" }}
      portRangeMin: {{ .fromPort }}
      portRangeMax: {{ .toPort }}
      {{- end }}
      remoteManagedGroups: [controlplane, worker]
    {{- end }}
  {{- end }}
{{- end }}

{{- define "openstack.machines" -}}
{{- $settings := .settings -}}
flavor: {{ .machineType | quote }}
# Found by its name, of which the project must see one only.
image:
  filter:
    name: {{ include "cluster.fillIn" (merge (dict "text" $settings.image) .) }}
{{- with $settings.rootVolume }}
# A volume of Cinder, which outlives the host, in place of the disk of the flavor.
rootVolume:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $settings.sshKeyName }}
sshKeyName: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "openstack.node" -}}
# Filled in by cloud-init on the machine: the cloud controller finds nodes by this name.
name: {{ "{{ local_hostname }}" | quote }}
{{ include "cluster.externalCloud" "kubeletExtraArgs" }}
  - name: provider-id
    value: {{ "openstack:///{{ instance_id }}" | quote }}
{{- end }}

{{- define "openstack.kubeadm" -}}
{{- if eq .role "control-plane" }}
clusterConfiguration:
  controllerManager:
    {{- include "cluster.externalCloud" "extraArgs" | nindent 4 }}
{{- end }}
{{- end }}
