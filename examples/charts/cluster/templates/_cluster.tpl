{{/*
What all clusters share. Another provider is another file: it defines these, and values.schema.json allows it. A maker is a provider, or its
service that runs control planes (eks, gke, aks).

  <maker>.kinds         as cluster.kinds says
  <maker>.cluster       the spec of its cluster object
  <maker>.controlPlane  the spec of the control plane, where the kinds name one
  <maker>.pool          the spec of machines that the service keeps, where the kinds name it. Given: root, pool (of the values), first
  <maker>.machines      the spec of a machine, where the kinds name it. Given: root, role ("control-plane" or "worker"), stem ("control-plane" or
                        the name of the pool), machineType, spot, and the version and the settings of these machines as kubernetesVersion and
                        settings: while an upgrade is under way, workers have other ones than the control plane
  <maker>.node          how a machine registers as a node, where kubeadm starts it
  <maker>.kubeadm       what else kubeadm is told. Given: root, role, template (the name of the machine template)

A file whose provider you do not use can be deleted.
*/}}

{{- define "cluster.maker" -}}
{{ get (dict "eks" "eks" "eks-machine-deployment" "eks" "gke" "gke" "aks" "aks") .Values.flavor | default .Values.provider }}
{{- end }}

{{/*
The kinds of what is made: apiVersion of the provider's objects, cluster, and
  machines      of machines that Cluster API makes one by one from a template, or
  pool          of machines that the service keeps;
  controlPlane  with kind and apiVersion, where it is not kubeadm's, and the name where it is not the usual one;
  bootstrap     how machines join: by kubeadm when left out, else another kind of template, or a Secret's name as dataSecretName.
*/}}
{{- define "cluster.kinds" -}}
{{ include (printf "%s.kinds" (include "cluster.maker" .)) . }}
{{- end }}

{{/* Whether the objects of Cluster API are to be of v1beta1, which is all that a management cluster before Cluster API v1.11 serves: "true" or nothing. */}}
{{- define "cluster.isOlder" -}}
{{- if eq .Values.clusterApiVersion "v1beta1" }}true{{ end }}
{{- end }}

{{/* A reference to an object. Given: root, apiVersion, kind, name. */}}
{{- define "cluster.reference" -}}
{{- if include "cluster.isOlder" .root -}}
apiVersion: {{ .apiVersion }}
kind: {{ .kind }}
name: {{ .name }}
namespace: {{ .root.Values.namespace }}
{{- else -}}
apiGroup: {{ splitList "/" .apiVersion | first }}
kind: {{ .kind }}
name: {{ .name }}
{{- end }}
{{- end }}

{{- define "cluster.controlPlaneName" -}}
{{ dig "controlPlane" "name" (printf "%s-control-plane" .Values.name) (include "cluster.kinds" . | fromYaml) }}
{{- end }}

{{/*
The spec of a machine template. Given: root, role, stem, machineType, spot; and of a pool that has them its own kubernetesVersion and settings.
*/}}
{{- define "cluster.machines" -}}
{{- $settings := mergeOverwrite (deepCopy .root.Values.settings) (.settings | default dict) }}
{{- $machines := merge (dict "kubernetesVersion" (.kubernetesVersion | default .root.Values.kubernetesVersion) "settings" $settings) . -}}
template:
  spec:
    {{- include (printf "%s.machines" (include "cluster.maker" .root)) $machines | nindent 4 }}
{{- end }}

{{/* The name of a machine template. Given: root, stem, machines (its spec). */}}
{{- define "cluster.machinesName" -}}
{{- $kind := (include "cluster.kinds" .root | fromYaml).machines }}
{{- include "cluster.contentName" (dict "stem" (printf "%s-%s" .root.Values.name .stem) "content" (dict "kind" $kind "content" (fromYaml .machines))) }}
{{- end }}

{{/* What kubeadm is told. Given: root, role, template. */}}
{{- define "cluster.kubeadm" -}}
{{- $node := include (printf "%s.node" (include "cluster.maker" .root)) .root }}
{{- if eq .role "control-plane" -}}
initConfiguration:
  nodeRegistration:
    {{- $node | nindent 4 }}
{{ end -}}
joinConfiguration:
  nodeRegistration:
    {{- $node | nindent 4 }}
{{ include (printf "%s.kubeadm" (include "cluster.maker" .root)) . | trim }}
{{- end }}

{{/*
What kubeadm is told, as the version of Cluster API writes it: in v1beta1, arguments are mappings from names to values. Names that end in a digest
of the content go by the newer form in both. Given: root, kubeadm.
*/}}
{{- define "cluster.kubeadmWritten" -}}
{{- if include "cluster.isOlder" .root }}
{{- $kubeadm := fromYaml .kubeadm }}
{{- $server := dig "clusterConfiguration" "apiServer" dict $kubeadm }}
{{- $manager := dig "clusterConfiguration" "controllerManager" dict $kubeadm }}
{{- $scheduler := dig "clusterConfiguration" "scheduler" dict $kubeadm }}
{{- $init := dig "initConfiguration" "nodeRegistration" dict $kubeadm }}
{{- $join := dig "joinConfiguration" "nodeRegistration" dict $kubeadm }}
{{- range $holder := list $server $manager $scheduler $init $join }}
{{- range $field := list "extraArgs" "kubeletExtraArgs" }}
{{- with get $holder $field }}
{{- $arguments := dict }}
{{- range . }}{{ $_ := set $arguments .name .value }}{{ end }}
{{- $_ := set $holder $field $arguments }}
{{- end }}
{{- end }}
{{- end }}
{{- toYaml $kubeadm }}
{{- else }}
{{- .kubeadm }}
{{- end }}
{{- end }}

{{/*
How workers join: kind and content of a template, or the name of a Secret. Given: root, template (the name of the machine template), pool (of
the values).
*/}}
{{- define "cluster.join" -}}
{{- $bootstrap := (include "cluster.kinds" .root | fromYaml).bootstrap }}
{{- if not $bootstrap -}}
kind: KubeadmConfigTemplate
content:
  template:
    spec:
      {{- include "cluster.joinKubeadm" . | nindent 6 }}
{{- else if $bootstrap.kind }}
{{- toYaml $bootstrap }}
content:
  template:
    {{- $flags := include "cluster.nodeFlags" .pool | fromYamlArray }}
    spec: {{ $flags | empty | ternary (dict) (dict "kubelet" (dict "flags" $flags)) | toJson }}
{{- else }}
{{- toYaml $bootstrap }}
{{- end }}
{{- end }}

{{/* What kubeadm is told of a worker, with the labels and taints of its pool. Given: as cluster.join. */}}
{{- define "cluster.joinKubeadm" -}}
{{- $spec := include "cluster.kubeadm" (dict "root" .root "role" "worker" "template" .template) | fromYaml }}
{{- $node := $spec.joinConfiguration.nodeRegistration }}
{{- with .pool.labels }}
{{- $labels := dict "name" "node-labels" "value" (include "cluster.labels" .) }}
{{- $_ := set $node "kubeletExtraArgs" (append (get $node "kubeletExtraArgs" | default list) $labels) }}
{{- end }}
{{- with .pool.taints }}
{{- $_ := set $node "taints" . }}
{{- end }}
{{- toYaml $spec }}
{{- end }}

{{/* The labels and taints of a pool as flags of the kubelet: a list. */}}
{{- define "cluster.nodeFlags" -}}
{{- $flags := list }}
{{- with .labels }}{{ $flags = append $flags (printf "--node-labels=%s" (include "cluster.labels" .)) }}{{ end }}
{{- with .taints }}
{{- $taints := list }}
{{- range . }}{{ $taints = append $taints (include "cluster.taint" .) }}{{ end }}
{{- $flags = append $flags (printf "--register-with-taints=%s" (join "," $taints)) }}
{{- end }}
{{- toJson $flags }}
{{- end }}

{{/* Labels as the kubelet takes them: team=shop,tier=batch. */}}
{{- define "cluster.labels" -}}
{{- $labels := list }}
{{- range $key, $value := . }}{{ $labels = append $labels (printf "%s=%s" $key $value) }}{{ end }}
{{- join "," $labels }}
{{- end }}

{{/* A taint as the kubelet takes it: gpu=true:NoSchedule. */}}
{{- define "cluster.taint" -}}
{{ .key }}{{ with .value }}={{ . }}{{ end }}:{{ .effect }}
{{- end }}

{{/* The cloud's own controller does what Kubernetes once did itself. Given: the field of the arguments. */}}
{{- define "cluster.externalCloud" -}}
{{ . }}:
  - name: cloud-provider
    value: external
{{- end }}

{{/* What a pod network passes between machines, for providers that filter it. */}}
{{- define "cluster.cniPorts" -}}
{{- if eq .Values.cni "cilium" -}}
- { description: Cilium VXLAN, protocol: udp, fromPort: 8472, toPort: 8472 }
- { description: Cilium health, protocol: tcp, fromPort: 4240, toPort: 4240 }
- { description: Cilium health (ping), protocol: icmp, fromPort: -1, toPort: -1 }
- { description: Hubble, protocol: tcp, fromPort: 4244, toPort: 4244 }
{{- else if eq .Values.cni "calico" -}}
- { description: Calico VXLAN, protocol: udp, fromPort: 4789, toPort: 4789 }
- { description: Calico Typha, protocol: tcp, fromPort: 5473, toPort: 5473 }
{{- end }}
{{- end }}

{{/* The address of the API server, where the provider makes none: it was given. */}}
{{- define "cluster.endpoint" -}}
controlPlaneEndpoint:
  host: {{ .Values.endpoint | quote }}
  port: 6443
{{- end }}

{{/* A setting with the version of Kubernetes and the name of the cluster filled in. Given: root, text, kubernetesVersion. */}}
{{- define "cluster.fillIn" -}}
{{ .text | replace "{version}" (trimPrefix "v" .kubernetesVersion) | replace "{cluster}" .root.Values.name | quote }}
{{- end }}

{{/* A machine type that is a size, such as 4cpu-16gb-60gb. */}}
{{- define "cluster.machineSize" -}}
{{- $size := regexSplit "cpu-|gb-|gb" . -1 -}}
processors: {{ index $size 0 }}
memoryMiB: {{ index $size 1 | atoi | mul 1024 }}
diskGiB: {{ index $size 2 }}
{{- end }}

{{/* Replaces machines whose node is broken. Given: root, name, selector, share. */}}
{{- define "cluster.healthCheck" -}}
{{- /* Those of the development provider break on purpose only. */}}
{{- if ne .root.Values.provider "dev" }}
---
apiVersion: cluster.x-k8s.io/{{ .root.Values.clusterApiVersion }}
kind: MachineHealthCheck
metadata:
  {{- include "cluster.metadata" (dict "root" .root "name" .name "role" "workers") | nindent 2 }}
spec:
  clusterName: {{ .root.Values.name }}
  selector:
    matchLabels:
      {{- toYaml .selector | nindent 6 }}
  {{- if include "cluster.isOlder" .root }}
  # Time for a machine to boot and join.
  nodeStartupTimeout: 1200s
  unhealthyConditions:
    - type: Ready
      status: Unknown
      timeout: 300s
    # Longer, because a node stays NotReady until the CNI add-on is installed.
    - type: Ready
      status: "False"
      timeout: 600s
  maxUnhealthy: {{ .share }}
  {{- else }}
  checks:
    # Time for a machine to boot and join.
    nodeStartupTimeoutSeconds: 1200
    unhealthyNodeConditions:
      - type: Ready
        status: Unknown
        timeoutSeconds: 300
      # Longer, because a node stays NotReady until the CNI add-on is installed.
      - type: Ready
        status: "False"
        timeoutSeconds: 600
  remediation:
    triggerIf:
      unhealthyLessThanOrEqualTo: {{ .share }}
  {{- end }}
{{- end }}
{{- end }}
