{{/* Cloud servers of Hetzner. _cluster.tpl says what each of these is for. */}}

{{- define "hetzner.kinds" -}}
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
cluster: HetznerCluster
machines: HCloudMachineTemplate
{{- end }}

{{- define "hetzner.cluster" -}}
controlPlaneRegions: [{{ .Values.region }}]
controlPlaneLoadBalancer:
  region: {{ .Values.region }}
  type: lb11
# The project by reference: no token stands in Git.
hetznerSecretRef:
  name: {{ .Values.settings.secret.name }}
  key:
    hcloudToken: {{ .Values.settings.secret.key }}
# Without any, machines cannot be logged in to.
sshKeys:
  hcloud:
    {{- range .Values.settings.sshKeys }}
    - name: {{ . | quote }}
    {{- else }} []
    {{- end }}
# No two machines of a group stand on the same host. A group holds ten, and a roll-out needs room for one: a larger pool has none.
hcloudPlacementGroups:
  {{- range .Values.derived.placementGroups }}
  - name: {{ . }}
    type: spread
  {{- end }}
{{- end }}

{{- define "hetzner.machines" -}}
type: {{ .machineType }}
# A snapshot of the project, built with Kubernetes in it.
imageName: {{ include "cluster.fillIn" (merge (dict "text" .settings.image) .) }}
{{- if has .stem .root.Values.derived.placementGroups }}
placementGroupName: {{ .stem }}
{{- end }}
{{- end }}

{{- define "hetzner.node" -}}
{{ include "cluster.externalCloud" "kubeletExtraArgs" }}
{{- end }}

{{- define "hetzner.kubeadm" -}}
{{- if eq .role "control-plane" }}
clusterConfiguration:
  # The machines have public addresses only, and their names stand in no DNS.
  apiServer:
    extraArgs:
      - name: kubelet-preferred-address-types
        value: ExternalIP,InternalIP,Hostname
  controllerManager:
    {{- include "cluster.externalCloud" "extraArgs" | nindent 4 }}
{{- end }}
{{- end }}
